"""Staff are told by mail of what came in: at once or once a day, as each decides."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from contact.messages import operations as messages
from contact.messages.models import Message
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.staff_news import operations as news
from privacy.staff_news.enums import When
from privacy.staff_news.models import StaffDigest, StaffPreference
from tests.factories.dsar import opened
from tests.factories.rules import load_rules

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 10, 20, tzinfo=ZoneInfo("Europe/Oslo"))
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def staff(name: str, *permissions: str, when: str = When.AT_ONCE, **facts: Any) -> User:
    user = User.objects.create_user(name, f"{name}@example.com", "x", **{"is_staff": True, **facts})
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    news.preference_of(user, now=EVENING)
    StaffPreference.objects.filter(user=user).update(when=when)
    return user


def write(now: datetime, *, is_suspect: bool = False) -> Message:
    fields = {"name": "Ola Nordmann", "email": "ola@example.com", "text": "Hei"}
    return messages.receive(fields=fields, language="nb", is_suspect=is_suspect, now=now)


def tell(now: datetime) -> dict[str, str]:
    """Run the periodic job and the letters; return the text of each mail by its address."""
    mail.outbox.clear()
    news.tell_all(now=now)
    for letter in Letter.objects.due(now).filter(kind=news.DIGEST_LETTER):
        letters.send(letter_id=letter.pk, now=now)
    return {message.to[0]: str(message.body) for message in mail.outbox}


def test_request_and_message_are_told_to_those_who_may_see_them() -> None:
    staff("kari", "view_case", "view_message")
    staff("per", "view_message")
    staff("uten")
    staff("sluttet", "view_message", is_active=False)
    staff("kunde", "view_message", is_staff=False)
    case, message = opened(now=EVENING), write(EVENING)
    told = tell(EVENING + MINUTE)
    assert set(told) == {"kari@example.com", "per@example.com"}
    assert reverse("admin:dsar_case_change", args=[case.pk]) in told["kari@example.com"]
    assert case.reference in told["kari@example.com"]
    assert reverse("admin:contact_message_change", args=[message.pk]) in told["per@example.com"]
    assert case.reference not in told["per@example.com"]
    assert "ola@example.com" not in str(told), "no personal data leaves by this mail"
    assert tell(EVENING + 2 * MINUTE) == {}, "once"


def test_digest_comes_in_the_morning_with_all_of_it() -> None:
    staff("kari", "view_message", when=When.DAILY)
    write(EVENING)
    write(EVENING + MINUTE)
    assert tell(EVENING + 2 * MINUTE) == {}
    assert tell(EVENING.replace(day=11, hour=7, minute=59)) == {}
    assert tell(EVENING.replace(day=11, hour=8))["kari@example.com"].count("/admin/contact/message/") == 2
    write(EVENING.replace(day=11, hour=9))
    assert tell(EVENING.replace(day=11, hour=23)) == {}
    assert set(tell(EVENING.replace(day=12, hour=8))) == {"kari@example.com"}


def test_digest_of_a_quiet_night_is_not_made_up_for_later_in_the_day() -> None:
    staff("kari", "view_message", when=When.DAILY)
    assert tell(EVENING.replace(day=11, hour=8)) == {}
    write(EVENING.replace(day=11, hour=9))
    assert tell(EVENING.replace(day=11, hour=9, minute=1)) == {}
    assert set(tell(EVENING.replace(day=12, hour=8))) == {"kari@example.com"}


def test_nobody_who_said_never_is_told_then_or_later() -> None:
    kari = staff("kari", "view_message", when=When.NEVER)
    write(EVENING)
    assert tell(EVENING + MINUTE) == {}
    StaffPreference.objects.filter(user=kari).update(when=When.AT_ONCE)
    assert tell(EVENING + 2 * MINUTE) == {}


def test_new_colleague_is_told_of_what_comes_in_from_now_on() -> None:
    write(EVENING)
    staff("ny", "view_message")
    assert tell(EVENING + MINUTE) == {}
    write(EVENING + MINUTE)
    assert set(tell(EVENING + 2 * MINUTE)) == {"ny@example.com"}


def test_what_was_answered_meanwhile_or_is_spam_is_not_told() -> None:
    kari = staff("kari", "view_message")
    write(EVENING, is_suspect=True)
    write(EVENING)
    messages.mark_handled(messages=Message.objects.all(), by=kari, now=EVENING)
    assert tell(EVENING + MINUTE) == {}
    assert not StaffDigest.objects.exists()


def test_permission_is_asked_again_when_the_mail_is_sent() -> None:
    kari = staff("kari", "view_message")
    write(EVENING)
    news.tell_all(now=EVENING + MINUTE)
    kari.user_permissions.clear()
    letters.send(letter_id=Letter.objects.get(kind=news.DIGEST_LETTER).pk, now=EVENING + MINUTE)
    assert mail.outbox == []


def test_everybody_chooses_for_themselves(client: Client) -> None:
    kari, per = staff("kari", "view_message"), staff("per", "view_message")
    client.force_login(kari)
    own = reverse("admin:privacy_staffpreference_change", args=[kari.pk])
    assert client.get(reverse("admin:privacy_staffpreference_changelist")).headers["Location"] == own
    assert client.post(own, {"when": When.DAILY}).status_code == 302
    assert StaffPreference.objects.get(user=kari).when == When.DAILY
    others = reverse("admin:privacy_staffpreference_change", args=[per.pk])
    client.post(others, {"when": When.NEVER})
    assert StaffPreference.objects.get(user=per).when == When.AT_ONCE


def test_mail_to_staff_is_in_the_language_of_its_reader() -> None:
    for name, language in (("kari", "nn"), ("john", "en"), ("per", "")):
        user = staff(name, "view_message")
        StaffPreference.objects.filter(user=user).update(language=language)
    write(EVENING)
    told = tell(EVENING + MINUTE)
    words = {"kari": "melding", "john": "message", "per": "melding"}
    assert {name: words[name] in told[f"{name}@example.com"].lower() for name in words} == dict.fromkeys(words, True)
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects["john@example.com"] != subjects["per@example.com"]
