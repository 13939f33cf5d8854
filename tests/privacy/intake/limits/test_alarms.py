"""Staff are told of unusually much once for an incident, with figures and without addresses."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from privacy.intake.limits import alarms, dashboard
from privacy.intake.limits.figures import count_refused, limit_figures
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.enums import Allowance
from privacy.letters.models import Letter
from privacy.register.purposes.queries import current_controller, with_settings
from tests.factories.newsletter import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def hold(count: int, now: datetime) -> None:
    for _number in range(count):
        due = now + timedelta(days=7)
        letters.post(
            kind="newsletter.signup", object_id=uuid4(), now=now, due_at=due, allowance=Allowance.HELD, held_at=now
        )


def events() -> list[str]:
    return list(JournalEntry.objects.filter(stream="limits").order_by("seq").values_list("event", flat=True))


def watch(now: datetime, minutes: int) -> int:
    """Watch every minute; return how many alarms began."""
    return sum(alarms.watch(now=now + timedelta(minutes=minute)) for minute in range(minutes))


def test_incident_is_one_mail_however_long_it_lasts() -> None:
    for hour in range(5):
        now = NOW + timedelta(hours=hour)
        hold(30, now)
        assert watch(now, 60) == (1 if hour == 0 else 0)
    assert events() == ["limits.unusual"]
    over = NOW + timedelta(hours=5)
    assert watch(over, 120) == 0
    assert events() == ["limits.unusual", "limits.quiet"]
    hold(30, over + timedelta(hours=3))
    assert watch(over + timedelta(hours=3), 10) == 1


def test_few_mails_held_back_are_no_incident() -> None:
    hold(19, NOW)
    assert watch(NOW, 5) == 0
    assert events() == []


def test_refused_posts_are_an_incident() -> None:
    for _number in range(20):
        count_refused(NOW)
    assert alarms.watch(now=NOW)


def test_letter_has_figures_and_nobodys_address() -> None:
    hold(30, NOW)
    alarms.watch(now=NOW)
    letter = Letter.objects.get(kind=alarms.ALARM_LETTER)
    assert letters.send(letter_id=letter.pk, now=NOW)
    sent = mail.outbox[0]
    assert "30" in sent.body
    ours = with_settings(current_controller()).contact_email
    assert {*re.findall(r"\S+@\S+", str(sent.body))} == {ours}, "we sign it, and nobody is named"
    assert sent.to == []
    assert sent.bcc


def test_dashboard_shows_what_is_held_back_in_red_during_an_incident() -> None:
    assert dashboard.limited_mails(NOW).count == 0
    hold(3, NOW)
    block = dashboard.limited_mails(NOW)
    assert (block.count, block.is_urgent) == (3, False)
    hold(30, NOW)
    alarms.watch(now=NOW)
    block = dashboard.limited_mails(NOW)
    assert (block.count, block.is_urgent) == (33, True)
    assert limit_figures(NOW + timedelta(hours=2)).held == 0


@pytest.mark.parametrize(
    ("permissions", "is_freed"), [(("view_letter",), False), (("view_letter", "change_letter"), True)]
)
def test_staff_free_what_is_held_back(permissions: tuple[str, ...], is_freed: bool) -> None:
    hold(3, NOW)
    user = User.objects.create_user("kari@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    page = reverse("admin:privacy_letter_changelist")
    assert client.get(f"{page}?held_at__isnull=False&is_sent__exact=0").status_code == 200
    chosen = [str(pk) for pk in Letter.objects.values_list("pk", flat=True)]
    data = {"action": "free", "_selected_action": chosen}
    asked = client.post(page, data)
    assert not Letter.objects.filter(allowance=Allowance.USUAL).exists()
    if is_freed:
        assert asked.context["consequences"].goes[0].count == len(chosen)
        client.post(page, {**data, "seen": asked.context["consequences"].digest})
    assert Letter.objects.filter(allowance=Allowance.USUAL).exists() is is_freed
