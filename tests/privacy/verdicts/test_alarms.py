"""Alarms to staff when a promise breaks: at once, and only once."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail

from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.register.promises.registry import broken, kept, unproven
from privacy.retention.models import RetentionRule
from privacy.verdicts import operations as verdicts
from privacy.verdicts.models import PromiseAlarm
from tests.factories.privacy import NOW, RetentionRuleFactory
from tests.privacy.conftest import Promising
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register", "rule")]
NIGHT = timedelta(days=1)


@pytest.fixture
def rule(register: None) -> None:
    RetentionRuleFactory.create(key="promises.alarm", days=30)


def staff(name: str, *, may: bool = True, **facts: object) -> User:
    user = User.objects.create_user(name, f"{name}@example.com", "x", **{"is_staff": True, **facts})  # type: ignore[arg-type]
    if may:
        user.user_permissions.add(Permission.objects.get(codename="be_told_of_broken_promises"))
    return user


def told() -> list[str]:
    return sorted(PromiseAlarm.objects.values_list("staff__username", flat=True))


def test_those_with_the_permission_are_told_and_nobody_else(promising: Promising) -> None:
    staff("kari")
    staff("uten", may=False)
    staff("sluttet", is_active=False)
    staff("kunde", is_staff=False)
    User.objects.create_superuser("sjefen", "sjefen@example.com", "x")
    promising(P29=broken("2", "for sent"))
    verdicts.check(now=NOW)
    assert told() == ["kari", "sjefen"]
    assert Letter.objects.filter(kind="privacy.promise_alarm").count() == 2


def test_change_is_told_once_and_again_when_it_breaks_anew(promising: Promising) -> None:
    staff("kari")
    for night, verdict in enumerate(
        [kept("1"), broken("2", "x"), broken("2", "x"), unproven("-", "?"), broken("3", "x"), kept("1")]
    ):
        promising(P29=verdict)
        verdicts.check(now=NOW + night * NIGHT)
    assert list(PromiseAlarm.objects.order_by("checked_at").values_list("checked_at", flat=True)) == [
        NOW + NIGHT,
        NOW + 4 * NIGHT,
    ]


def test_one_letter_tells_of_all_that_broke_and_of_nothing_else(promising: Promising) -> None:
    staff("kari")
    promising(P19=broken("1", "før"), P29=kept("1"), P30=kept("1"), P31=unproven("-", "?"))
    verdicts.check(now=NOW)
    promising(P19=broken("1", "før"), P29=broken("2", "to er for sent ute"), P30=broken("0", "borte"))
    verdicts.check(now=NOW + NIGHT)
    alarm = PromiseAlarm.objects.latest("checked_at")
    assert alarm.promises == ["P29", "P30"]
    letters.send(letter_id=Letter.objects.get(object_id=alarm.pk).pk, now=NOW + NIGHT)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (
        ["kari@example.com"],
        says("A promise is broken", "%(count)d promises are broken", count=2),
    )
    assert "to er for sent ute" in letter.body
    assert "borte" in letter.body
    assert "P19" not in letter.body
    assert "/admin/privacy/promiseverdict/page/" in letter.body


def test_letter_to_somebody_who_left_since_is_not_sent(promising: Promising) -> None:
    kari = staff("kari")
    promising(P29=broken("2", "x"))
    verdicts.check(now=NOW)
    User.objects.filter(pk=kari.pk).update(is_active=False)
    assert not letters.send(letter_id=Letter.objects.get().pk, now=NOW)
    assert mail.outbox == []


def test_nothing_is_told_when_nothing_breaks(promising: Promising) -> None:
    staff("kari")
    promising(P29=kept("1"), P30=unproven("-", "?"))
    verdicts.check(now=NOW)
    assert told() == []
    assert not Letter.objects.exists()


def test_nobody_to_tell_is_logged(promising: Promising, caplog: pytest.LogCaptureFixture) -> None:
    promising(P29=broken("2", "x"))
    with caplog.at_level(logging.WARNING):
        verdicts.check(now=NOW)
    assert "1 promises broke, 0 of staff are told" in caplog.text


def test_register_without_the_rule_keeps_nobody_from_being_told(promising: Promising) -> None:
    RetentionRule.objects.filter(key="promises.alarm").delete()
    staff("kari")
    promising(P29=broken("2", "x"))
    verdicts.check(now=NOW)
    assert PromiseAlarm.objects.get().retain_until == NOW + timedelta(days=30)
