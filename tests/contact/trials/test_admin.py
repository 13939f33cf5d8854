"""Staff approve or decline a trial account: they see the mail, and it leaves as seen."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from contact.trials import operations as trials
from contact.trials.dashboard import trials as trials_block
from contact.trials.enums import TrialState
from contact.trials.errors import NotDecided
from contact.trials.models import TrialRequest
from contact.trials.news import trial_asked_for
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from tests.factories.trials import NOW, TrialRequestFactory
from tests.seen import confirmed
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
WORDS = "Logg inn på https://kurs.example.com."


def url(request: TrialRequest, act: str) -> str:
    return reverse(f"admin:contact_trialrequest_{act}", args=[request.pk])


def send_due() -> None:
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=timezone.now())


def test_approval_leaves_as_it_was_shown_and_ends_after_its_days(admin_client: Client, admin_user: User) -> None:
    request = TrialRequestFactory.create()
    assert 'value="30"' in admin_client.get(url(request, "approve")).content.decode()
    data = {"text": WORDS, "days": "14"}
    shown = admin_client.post(url(request, "approve"), data).context["consequences"].mails[0]
    assert TrialRequest.objects.get().state == TrialState.WAITING
    confirmed(admin_client, url(request, "approve"), data)
    send_due()
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([request.email], shown.subject, shown.text)
    assert WORDS in sent.body
    assert says("Hello %(name)s,", name="Kari Nordmann") in sent.body
    request.refresh_from_db()
    ends_on = timezone.localdate() + timedelta(days=14)
    assert (request.state, request.decided_by, request.answer_text) == ("approved", admin_user, sent.body)
    assert timezone.localdate(request.ends_at) == ends_on
    assert request.retain_until == request.ends_at + timedelta(days=90)
    assert admin_client.get(url(request, "approve")).status_code == 404
    assert list(journal.compare_sources()) == []


def test_refusal_is_kept_for_ninety_days(admin_client: Client) -> None:
    request = TrialRequestFactory.create()
    confirmed(admin_client, url(request, "decline"), {"text": "Vi har dessverre ingen plass."})
    request.refresh_from_db()
    assert (request.state, request.ends_at) == ("declined", None)
    assert request.retain_until == request.decided_at + timedelta(days=90)
    assert "Prøvetiden" not in request.answer_text


def test_empty_answer_and_other_words_than_shown_are_shown_first(admin_client: Client) -> None:
    request = TrialRequestFactory.create()
    assert b"errorlist" in admin_client.post(url(request, "approve"), {"text": " ", "days": "0"}).content
    seen = admin_client.post(url(request, "decline"), {"text": "Nei."}).context["consequences"].digest
    assert admin_client.post(url(request, "decline"), {"text": "Nei!", "seen": seen}).status_code == 200
    assert TrialRequest.objects.get().state == TrialState.WAITING


def test_request_is_decided_once_and_not_while_it_is_only_kept(admin_user: User) -> None:
    for values in (
        {"state": TrialState.UNCONFIRMED, "confirmed_at": None},
        {"state": TrialState.DECLINED, "decided_at": NOW},
        {"restricted_at": NOW},
    ):
        request = TrialRequestFactory.create(**values)
        with pytest.raises(NotDecided):
            trials.decide(request=request, words=WORDS, days=1, by=admin_user, now=NOW)


def test_who_may_only_see_requests_decides_none() -> None:
    request = TrialRequestFactory.create()
    user = User.objects.create_user("ansatt@example.com", "ansatt@example.com", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_trialrequest"))
    client = Client()
    client.force_login(user)
    assert {client.post(url(request, act), {"text": WORDS}).status_code for act in ("approve", "decline")} == {403}
    html = client.get(url(request, "change")).content.decode()
    assert request.name in html
    assert "/approve/" not in html


def test_staff_are_told_of_a_request_until_it_is_decided() -> None:
    request = TrialRequestFactory.create()
    assert trial_asked_for({"trial": str(request.pk)}).url == url(request, "change")
    block = trials_block(NOW + timedelta(days=3))
    assert (block.count, block.items[0].is_urgent) == (1, True)
    TrialRequest.objects.update(restricted_at=NOW)
    assert trial_asked_for({"trial": str(request.pk)}) is None
    assert trials_block(NOW).count == 0


def test_answer_to_an_erased_request_is_not_sent(admin_user: User) -> None:
    request = TrialRequestFactory.create()
    trials.decide(request=request, words=WORDS, days=None, by=admin_user, now=NOW)
    request.delete()
    send_due()
    assert mail.outbox == []


@pytest.mark.law("P26", "P27")
def test_requests_end_by_their_rules(admin_user: User) -> None:
    with travel(NOW, tick=False):
        request = TrialRequestFactory.create()
        trials.decide(request=request, words=WORDS, days=30, by=admin_user, now=NOW)
        TrialRequestFactory.create(
            state=TrialState.UNCONFIRMED, confirmed_at=None, retain_until=NOW + timedelta(days=7)
        )
    for days, left in ((6, 2), (8, 1), (119, 1), (122, 0)):
        at = NOW + timedelta(days=days)
        retention.run(as_of=at, now=at, beyond_limits=True)
        assert TrialRequest.objects.count() == left, days


def test_list_filters_by_state_and_hides_what_is_only_kept(admin_client: Client) -> None:
    TrialRequestFactory.create(name="Venter")
    TrialRequestFactory.create(name="Bare lagret", restricted_at=NOW)
    changelist = reverse("admin:contact_trialrequest_changelist")
    waiting = admin_client.get(f"{changelist}?state=waiting").content.decode()
    kept = admin_client.get(f"{changelist}?state=kept").content.decode()
    assert ("Venter</a>" in waiting, "Bare lagret</a>" in waiting) == (True, False)
    assert ("Venter</a>" in kept, "Bare lagret</a>" in kept) == (False, True)
