"""Some days before a trial ends its person is told, once."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from time_machine import travel

from contact.trials import operations as trials
from contact.trials.models import TrialRequest
from contact.trials.tasks import remind_of_ends
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.trials import NOW, TrialRequestFactory
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
DAY = timedelta(days=1)


def approve(by: User, *, days: int = 30, **facts: object) -> TrialRequest:
    request = TrialRequestFactory.create(**facts)
    trials.journal_request(request=request, now=NOW)
    journal.append(stream="trials", event="trials.confirmed", facts={"trial": request.pk}, now=NOW)
    approved = trials.decide(request=request, words="Velkommen!", days=days, by=by, now=NOW)
    _send_letters(NOW)
    return approved


def _send_letters(now: datetime) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    for letter in Letter.objects.due(now):
        letters.send(letter_id=letter.pk, now=now)
    return list(mail.outbox)


def send_on(day: int) -> list[mail.EmailMessage]:
    with travel(NOW + day * DAY, tick=False):
        remind_of_ends()
    return _send_letters(NOW + day * DAY)


@pytest.mark.parametrize(("language", "day"), [("nb", "9. april 2026"), ("nn", "9. april 2026")])
def test_person_is_reminded_once_five_days_before(admin_user: User, language: str, day: str) -> None:
    subject = says("Your trial ends on %(day)s", language=language, day=day)
    request = approve(admin_user, language=language)
    assert send_on(24) == []
    [sent] = send_on(26)
    assert (sent.subject, sent.to) == (subject, [request.email_written])
    assert not {"List-Unsubscribe", "Precedence"} & set(sent.message().keys())
    assert send_on(27) == []
    assert list(journal.compare_sources()) == []


def test_trial_that_is_no_longer_than_that_needs_no_reminder(admin_user: User) -> None:
    approve(admin_user, days=3)
    assert all(send_on(day) == [] for day in range(4))


def test_nobody_is_reminded_whose_request_is_only_kept_or_erased_or_over(admin_user: User) -> None:
    kept, erased, over = (approve(admin_user) for _ in range(3))
    TrialRequest.objects.filter(pk=kept.pk).update(restricted_at=NOW)
    TrialRequest.objects.filter(pk=over.pk).update(ends_at=NOW + 20 * DAY)
    trials.remind(now=NOW + 26 * DAY)
    assert list(Letter.objects.due(NOW + 26 * DAY).values_list("object_id", flat=True)) == [erased.pk]
    erased.delete()
    assert send_on(26) == []


def test_setting_turns_it_off(admin_user: User, settings) -> None:
    settings.CONTACT = {"TRIAL_REMINDER_DAYS": 0}
    approve(admin_user)
    assert [day for day in range(32) if send_on(day)] == []
