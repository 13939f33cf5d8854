"""A restricted person's data is only stored: by no page, mail, profile or export used, until they were told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from contact.messages.models import Message, Reply
from dsar.cases import deciding
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.corrections import operations as corrections
from dsar.corrections.models import Correction
from dsar.corrections.operations import Wrong
from dsar.people import personal_rows
from dsar.restrictions import operations as restrictions
from dsar.restrictions import queries
from dsar.restrictions.errors import NothingToRestrict
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import Subscription
from privacy.restriction import operations as rows_only_stored
from privacy.restriction.errors import NoticeMissing
from privacy.restriction.models import Restriction
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.factories.newsletter import IssueFactory, subscribed

pytestmark = pytest.mark.usefixtures("rules")
LATER = NOW + timedelta(days=500)
OTHER = "per@example.com"


def _restricted(**kwargs: Any) -> Case:
    case = opened(Right.RESTRICTION)
    kinds = [group.label for group in queries.restrictable(case)]
    return restrictions.restrict_person(case=case, kinds=kinds, staff=case_worker(), now=NOW)


@pytest.mark.law("D-26", "P35")
def test_staff_and_programs_no_longer_see_what_is_restricted(client: Client) -> None:
    mine, others = MessageFactory.create(email=ADDRESS), MessageFactory.create(email=OTHER)
    subscribed(ADDRESS)
    subscribed(OTHER)
    case = _restricted()
    assert (case.state, case.is_closed) == (State.DONE, True)
    assert [row.email for row in Subscription.objects.all()] == [OTHER]
    assert list(Message.objects.waiting()) == [others]
    client.force_login(case_worker("leser", "view_case", "view_message", "view_subscription"))
    for label, row in (("contact_message", mine), ("newsletter_subscription", Subscription.stored.get(email=ADDRESS))):
        assert client.get(reverse(f"admin:{label}_change", args=[row.pk])).status_code in (302, 403, 404)


@pytest.mark.law("D-26")
def test_person_still_gets_everything_and_can_leave() -> None:
    MessageFactory.create(email=ADDRESS)
    subscription = subscribed(ADDRESS)
    _restricted()
    assert {count.data.model for count in personal_rows.counts(ADDRESS)} >= {Message, Subscription}
    subscriptions.unsubscribe(subscription_id=subscription.pk, reason=EndReason.PAGE, now=NOW)
    assert Subscription.stored.get(pk=subscription.pk).state == SubscriptionState.ENDED


@pytest.mark.law("D-26")
def test_database_lets_no_copy_leave_to_a_restricted_person() -> None:
    subscribed(ADDRESS)
    subscribed(OTHER)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    case = _restricted()
    assert Restriction.objects.filter(source=case.pk, model="newsletter.delivery").exists()
    Delivery.stored.all().update(state=DeliveryState.CLAIMED, claimed_at=NOW)
    states = dict(Delivery.stored.values_list("subscription__email", "state"))
    assert states == {ADDRESS: DeliveryState.SKIPPED, OTHER: DeliveryState.CLAIMED}


@pytest.mark.law("D-26")
def test_notice_is_sent_before_the_data_is_used_again() -> None:
    message, case = MessageFactory.create(email=ADDRESS), _restricted()
    restrictions.announce_end(case=case, reason="Opplysningene er riktige.", staff=case_worker("to"), now=NOW)
    restrictions.lift_announced(now=NOW)
    assert not Message.objects.filter(pk=message.pk).exists(), "the letter has not been sent"
    letters = [letter.body for letter in sent_letters()]
    assert any("Opplysningene er riktige." in body and "https://www.datatilsynet.no" in body for body in letters)
    assert restrictions.lift_announced(now=LATER) == 1
    assert Message.objects.filter(pk=message.pk).exists()
    assert CaseEvent.objects.filter(case=case, kind=EventKind.LIFTED).exists()
    with pytest.raises(WrongState):
        restrictions.announce_end(case=case, reason="Igjen", staff=case_worker("tre"), now=LATER)


@pytest.mark.law("D-26")
def test_restriction_cannot_end_without_a_notice() -> None:
    MessageFactory.create(email=ADDRESS)
    case = _restricted()
    with pytest.raises(NoticeMissing):
        rows_only_stored.lift(source=case.pk, noticed_at=None, now=LATER)
    with pytest.raises(IntegrityError, match="restriction_ends_after_notice"):
        Restriction.objects.update(lifted_at=LATER)


@pytest.mark.law("D-26")
def test_notice_finds_the_person_when_the_address_of_the_request_is_gone() -> None:
    MessageFactory.create(email=ADDRESS)
    case = _restricted()
    sent_letters()
    Contact.objects.filter(case=case).delete()
    restrictions.announce_end(case=case, reason="Ferdig kontrollert.", staff=case_worker("to"), now=NOW)
    assert sent_letters()[-1].to == [ADDRESS]


@pytest.mark.law("D-26", "D-22")
def test_disputed_value_is_used_again_when_the_answer_was_sent() -> None:
    message, case = MessageFactory.create(email=ADDRESS, name="Kari Nordman"), opened(Right.RECTIFICATION)
    wrong = [Wrong(key=f"contact.message|{message.pk}|name", right_value="Kari Nordmann")]
    corrections.ask(case=case, wrong=wrong, now=NOW)
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=NOW)
    assert restrictions.lift_announced(now=LATER) == 0
    sent_letters()
    assert restrictions.lift_announced(now=LATER) == 1
    assert Message.objects.get().name == "Kari Nordmann"


@pytest.mark.law("D-26")
def test_withdrawn_dispute_ends_with_a_notice_too() -> None:
    message, case = MessageFactory.create(email=ADDRESS), opened(Right.RECTIFICATION)
    wrong = [Wrong(key=f"contact.message|{message.pk}|name", right_value="Kari Nordmann")]
    corrections.ask(case=case, wrong=wrong, now=NOW)
    deciding.withdraw(case=case, now=NOW)
    assert restrictions.lift_announced(now=NOW) == 0
    sent_letters()
    assert restrictions.lift_announced(now=LATER) == 1
    assert Correction.objects.filter(case=case).exists()


def test_row_is_free_when_every_restriction_on_it_is_lifted() -> None:
    message, first = MessageFactory.create(email=ADDRESS), _restricted()
    second = opened(Right.RECTIFICATION)
    corrections.ask(case=second, wrong=[Wrong(key=f"contact.message|{message.pk}|name", right_value="K")], now=NOW)
    rows_only_stored.lift(source=first.pk, noticed_at=NOW, now=LATER)
    assert not Message.objects.filter(pk=message.pk).exists()
    rows_only_stored.lift(source=second.pk, noticed_at=NOW, now=LATER)
    assert Message.objects.filter(pk=message.pk).exists()


def test_what_a_restricted_person_writes_later_is_read() -> None:
    MessageFactory.create(email=ADDRESS)
    _restricted()
    later = MessageFactory.create(email=ADDRESS, received_at=LATER)
    assert list(Message.objects.all()) == [later]


def test_nothing_to_restrict_is_answered_in_words() -> None:
    with pytest.raises(NothingToRestrict):
        _restricted()


def test_answers_to_a_restricted_message_are_restricted_with_it() -> None:
    message = MessageFactory.create(email=ADDRESS)
    Reply.objects.create(message=message, subject="Svar", text="Hei", replied_at=NOW, retain_until=LATER)
    _restricted()
    assert not Reply.objects.exists()
    assert Reply.stored.exists()


def test_guard_reads_an_index(django_assert_num_queries: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        statement, parameters = Message.objects.all().query.sql_with_params()
        cursor.execute(f"EXPLAIN {statement}", parameters)
        assert "restriction_in_force" in "\n".join(line for (line,) in cursor.fetchall())
