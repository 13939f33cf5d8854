"""Requests arrive, and are confirmed, alike for everybody."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from dsar.cases import asking
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.models import Case, CaseEvent, Contact
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from tests.equal_work import capture_changes, statement_shape
from tests.factories.dsar import ADDRESS, NOW, address_of, asked, opened

pytestmark = pytest.mark.usefixtures("rules")


def _ask(right: Right = Right.ACCESS, message: str = "", **kwargs: object) -> None:
    asking.ask(**{"right": right, "address": ADDRESS, "message": message, "language": "nb", "now": NOW, **kwargs})  # type: ignore[arg-type]


@pytest.mark.law("D-03", "X-15")
def test_clock_starts_at_receipt() -> None:
    case = asked()
    asking.confirm(case_id=case.pk, now=NOW + timedelta(days=6))
    case.refresh_from_db()
    assert case.received_at == NOW
    assert (case.target_on.isoformat(), case.latest_on.isoformat()) == ("2026-04-02", "2026-04-07")


def test_address_is_normalised_and_only_in_contact() -> None:
    case = asked(address="  KARI@Example.com ")
    assert address_of(case) == ADDRESS
    assert "@" not in str(Case.objects.values().get())


def _sent(now: datetime = NOW) -> int:
    """Send every letter that waits, the last first, and return how many mails have left in all."""
    for letter in Letter.objects.unsent().order_by("-due_at", "pk"):
        letters.send(letter_id=letter.pk, now=max(now, letter.due_at))
    return len(mail.outbox)


def _limited() -> None:
    for minute in range(len(Right) + 2):
        _ask(Right.HUMAN, message=str(minute), address="limited@example.com", now=NOW - timedelta(minutes=minute))


@pytest.mark.law("D-40", "X-35")
def test_every_address_costs_the_same_work_in_the_same_order() -> None:
    """A new, known, waiting, open, answered or limited address: the same statements, which change as many rows."""
    opened(Right.ACCESS, address="known@example.com")
    opened(Right.ERASURE, address="open@example.com")
    _ask(Right.ERASURE, address="waiting@example.com", now=NOW - timedelta(hours=1))
    _ask(Right.ERASURE, address="just-asked@example.com", now=NOW - timedelta(seconds=1))
    _limited()
    work = {}
    for name in ("new", "known", "open", "waiting", "just-asked", "limited"):
        with capture_changes() as changes, CaptureQueriesContext(connection) as queries:
            _ask(Right.ERASURE, address=f"{name}@example.com")
        work[name] = ([statement_shape(query["sql"]) for query in queries.captured_queries], changes.rows)
    assert work["new"][0]
    for done in work.values():
        assert done == work["new"]


def test_double_click_sends_one_letter() -> None:
    _ask()
    _ask(now=NOW + timedelta(seconds=2))
    assert _sent() == 1


def test_asking_again_later_sends_a_new_link_and_keeps_the_first_receipt() -> None:
    first = asked()
    again = asked(now=NOW + timedelta(hours=3))
    assert _sent() == 2
    case = asking.confirm(case_id=again.pk, now=NOW + timedelta(hours=4))
    assert (case.pk, case.received_at) == (again.pk, NOW)
    assert asking.confirm(case_id=first.pk, now=NOW + timedelta(hours=5)) == case


@pytest.mark.law("D-40")
def test_one_address_gets_no_more_mails_than_there_are_rights() -> None:
    for minute in range(30):
        _ask(Right.HUMAN, message=str(minute), now=NOW + timedelta(minutes=minute))
    assert _sent() == len(Right)
    assert Case.objects.count() == 30
    # Letters that were not sent do not count.
    _ask(now=NOW + timedelta(days=1, minutes=1))
    assert _sent() == len(Right) + 1


def test_letters_in_any_order_and_again_after_a_failure_keep_the_limit() -> None:
    for minute in range(15):
        _ask(Right.HUMAN, message=str(minute), now=NOW + timedelta(minutes=minute))
    assert _sent() == len(Right)
    addressed = {message.body for message in mail.outbox}
    assert len(addressed) == len(Right)
    # The others are in one letter, within the hour.
    assert _sent(NOW + timedelta(hours=1)) == len(Right) + 1
    assert _sent(NOW + timedelta(days=3)) == len(Right) + 1


def test_every_right_can_be_asked_for_in_one_sitting() -> None:
    for right in Right:
        opened(right)
    assert Case.objects.unanswered().count() == len(Right)


def test_confirming_twice_changes_nothing() -> None:
    case = opened()
    before = Case.objects.values().get(), CaseEvent.objects.count(), Letter.objects.count()
    with pytest.raises(WrongState):
        asking.confirm(case_id=case.pk, now=NOW + timedelta(days=1))
    assert (Case.objects.values().get(), CaseEvent.objects.count(), Letter.objects.count()) == before


def test_second_request_under_one_right_joins_the_open_one() -> None:
    main = opened(Right.RECTIFICATION, message="Navnet er feil")
    second = asked(Right.RECTIFICATION, message="Telefonen er feil", now=NOW + timedelta(days=3))
    assert asking.confirm(case_id=second.pk, now=NOW + timedelta(days=3)) == main
    second.refresh_from_db()
    assert (second.state, second.joined_to) == (State.JOINED, main)
    assert main.contact.message == "Navnet er feil\n\nTelefonen er feil"
    assert not Contact.objects.filter(case=second).exists()
    assert main.events.last().kind == EventKind.ADDED  # type: ignore[union-attr]


def test_joining_an_earlier_request_brings_its_earlier_deadline() -> None:
    early = asked(Right.HUMAN, message="først")
    main = opened(Right.HUMAN, message="sist", now=NOW + timedelta(days=5))
    asking.confirm(case_id=early.pk, now=NOW + timedelta(days=6))
    main.refresh_from_db()
    assert main.received_at == NOW


def test_database_refuses_two_open_requests_under_one_right() -> None:
    opened()
    case = asked(now=NOW + timedelta(days=1))
    with pytest.raises(IntegrityError, match="one_open_case_per_right"):
        Contact.objects.filter(case=case).update(is_open=True)


@pytest.mark.law("D-11")
def test_unconfirmed_request_is_purged_after_fourteen_days() -> None:
    asked()
    retention.run(as_of=NOW + timedelta(days=13), now=NOW)
    assert Contact.objects.count() == 1
    retention.run(as_of=NOW + timedelta(days=15), now=NOW)
    assert (Case.objects.count(), Contact.objects.count(), CaseEvent.objects.count()) == (0, 0, 0)


def test_confirmed_request_is_never_purged_while_it_waits() -> None:
    opened()
    retention.run(as_of=NOW + timedelta(days=300), now=NOW)
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)


def test_journal_holds_ids_only() -> None:
    case = opened()
    entry = JournalEntry.objects.get(stream="dsar", event="dsar.opened")
    assert str(case.pk) in entry.facts
    assert "example" not in entry.facts


def test_letter_to_a_purged_request_is_dropped() -> None:
    case = asked()
    letter = Letter.objects.get()
    case.delete()
    assert letters.send(letter_id=letter.pk, now=NOW) is False
    assert mail.outbox == []
