"""An open request holds back deletion by time of what it asks for, and lets go with the answer (LAW D-20)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.choices.models import ConsentRecord
from contact.messages import promises as promises_contact
from contact.messages.enums import PersonRole
from contact.messages.models import Message, MessagePerson
from dsar.cases import deciding, holding_back
from dsar.cases.copies.models import Export
from dsar.cases.enums import CLOSED, Ground, Right, State, grounds_for
from dsar.cases.models import Case, Contact
from dsar.cases.told import BrowserRecord
from dsar.corrections import operations as corrections
from dsar.erasures.queries import plan_for
from dsar.fulfilment import operations as fulfilment
from newsletter.issues import promises as promises_newsletter
from newsletter.issues.models import Delivery
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.inventory import declarations
from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts, Verdict
from privacy.retention import dashboard
from privacy.retention import operations as retention
from privacy.retention import promises as promises_retention
from privacy.retention.models import RetentionRun
from privacy.retention.open_requests import exclude_requested, requests_that_hold
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, asked, case_worker, opened, refused
from tests.factories.newsletter import EndedFactory, IssueFactory, PendingFactory
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-20", "P26")]
DAY = timedelta(days=1)
DUE = NOW + 3 * DAY
PASSING = (Right.ERASURE, Right.WITHDRAWAL)
HOLDING = [right for right in Right if right not in PASSING]
OTHER = "ola@example.com"
WORDS_OF_HOLD = (
    "%(figure)s; %(count)s stay until an open request is answered",
    "%(figure)s; %(count)s due rows stay until an open request is answered",
)
HELD_BACK = says(
    "Until the request is answered, nothing of this is deleted because its time is up. "
    "What is due by then goes with the first run afterwards."
)


def unsubscribed(address: str) -> Model:
    return EndedFactory.create(email=address, ended_at=DUE - 30 * DAY, retain_until=DUE)


def unconfirmed(address: str) -> Model:
    return PendingFactory.create(email=address, requested_at=DUE - 7 * DAY)


def message(address: str) -> Model:
    return MessageFactory.create(email=address, received_at=DUE - 365 * DAY, retain_until=DUE)


def delivery(address: str) -> Model:
    person = EndedFactory.create(email=address, ended_at=NOW, retain_until=NOW + 30 * DAY)
    return Delivery.objects.create(
        issue=IssueFactory.create(queued_at=DUE - 300 * DAY), subscription=person, due_at=NOW, retain_until=DUE
    )


def earlier_request(address: str) -> Model:
    closed_at = DUE - 30 * DAY
    case = opened(Right.HUMAN, address=address, now=closed_at - DAY)
    deciding.answer(case=case, text="Svar", staff=case_worker(address.partition("@")[0]), now=closed_at)
    return Contact.objects.get(case=case)


DATASETS = [unsubscribed, unconfirmed, message, delivery, earlier_request]


def is_there(row: Model) -> bool:
    return type(row)._base_manager.filter(pk=row.pk).exists()


def run(at: Any) -> list[RetentionRun]:
    return retention.run(as_of=at, now=at)


def answer(case: Case, at: Any) -> None:
    staff = case_worker("svarer")
    if case.right == Right.RECTIFICATION:  # done only when something was corrected
        corrections.add_elsewhere(case=case, place="Regnskapet", new="Kari Nordmann", staff=staff, now=at)
        corrections.decide(case=case, reasons_to_keep={}, staff=staff, now=at)
        return
    deciding.answer(case=case, text="Her er svaret.", staff=staff, now=at)


@pytest.mark.parametrize("make", DATASETS)
@pytest.mark.parametrize("right", HOLDING)
def test_open_request_holds_back_each_dataset_until_its_answer(right: Right, make: Callable[[str], Model]) -> None:
    mine, others = make(ADDRESS), make(OTHER)
    case = opened(right)
    run(DUE - DAY)
    assert is_there(others)
    run(DUE)
    assert (is_there(mine), is_there(others)) == (True, False)
    answer(case, DUE + DAY)
    run(DUE + DAY)
    assert not is_there(mine)


@pytest.mark.parametrize("right", PASSING)
def test_request_to_end_something_holds_nothing_back(right: Right) -> None:
    rows = [make(ADDRESS) for make in (unsubscribed, message)]
    opened(right)
    run(DUE)
    assert not any(map(is_there, rows))


@pytest.mark.parametrize("right", list(Right))
def test_request_that_nobody_confirmed_holds_nothing_back(right: Right) -> None:
    rows = [make(ADDRESS) for make in (unsubscribed, message)]
    asked(right)
    run(DUE)
    assert not any(map(is_there, rows))


@pytest.mark.parametrize("how", ["withdrawn", "refused", "joined", "done"])
def test_hold_ends_however_the_request_ends(how: str) -> None:
    mine, case = unsubscribed(ADDRESS), opened(Right.ACCESS)
    if how == "withdrawn":
        deciding.withdraw(case=case, now=NOW)
    elif how == "refused":
        refused(case=case, ground=Ground.UNIDENTIFIED, reasons="x" * 40)
    else:
        if how == "joined":
            opened(Right.ACCESS, message="igjen", now=NOW + timedelta(hours=1))
            assert Case.objects.filter(state=State.JOINED).exists()
            run(DUE)
            assert is_there(mine), "the request that it was added to is open"
        job = approved(case=case, staff=case_worker(), now=NOW)
        assert fulfilment.run(job_id=job.pk, now=NOW)
    run(DUE)
    assert not is_there(mine)


@pytest.mark.parametrize("role", PersonRole)
def test_who_else_is_in_a_row_that_stays_is_still_found_by_it(role: PersonRole) -> None:
    mine = MessageFactory.create(email=ADDRESS, received_at=DUE - 365 * DAY, retain_until=DUE)
    person = MessagePerson.objects.create(message=mine, email=OTHER, role=role, added_at=NOW, retain_until=DUE)
    case = opened(Right.ACCESS)
    run(DUE)
    assert is_there(person)
    [request] = requests_that_hold(MessagePerson.objects.all(), declarations.personal_data(MessagePerson), DUE)
    assert case.reference in request.text
    answer(case, DUE + DAY)
    run(DUE + DAY)
    assert not is_there(mine)
    assert not is_there(person)


def test_copy_is_made_of_what_was_due_meanwhile() -> None:
    mine, case = message(ADDRESS), opened(Right.ACCESS)
    run(DUE + 5 * DAY)
    job = approved(case=case, staff=case_worker(), now=DUE + 5 * DAY)
    assert fulfilment.run(job_id=job.pk, now=DUE + 5 * DAY)
    run(DUE + 5 * DAY)
    assert not is_there(mine)
    assert Export.objects.get().case == case


def test_file_made_for_an_earlier_request_still_ends_after_its_week() -> None:
    first = opened(Right.ACCESS)
    job = approved(case=first, staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    opened(Right.RECTIFICATION)
    run(NOW + 8 * DAY)
    assert not Export.objects.exists()


@pytest.mark.law("P34", "D-23")
def test_approved_erasure_passes_the_hold_of_another_request() -> None:
    mine = message(ADDRESS)
    opened(Right.ACCESS)
    job = approved(case=opened(Right.ERASURE), staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    assert not is_there(mine)
    assert plan_for(ADDRESS, NOW) == {}


def test_address_in_other_letters_of_an_account_is_the_same_person() -> None:
    User.objects.create(username="kari", email=ADDRESS.upper(), date_joined=NOW)
    mine = unsubscribed(ADDRESS)
    opened(Right.ACCESS)
    run(DUE)
    assert is_there(mine)


@pytest.mark.law("D-10")
def test_record_that_a_browser_added_is_held_back_until_the_answer() -> None:
    ends = {"revision_id": 1, "language": "nb", "surface": "banner", "control": "all", "is_gpc": False}
    mine, other = (
        ConsentRecord.objects.create(
            given_at=NOW - 30 * DAY, granted_at=[NOW - 30 * DAY], granted=["analytics"], options=["analytics"],
            interface_hash="0" * 64, expires_at=NOW, **ends,
        )
        for _record in range(2)
    )  # fmt: skip
    case = opened(Right.ACCESS)
    BrowserRecord.objects.create(case=case, model="consent.consentrecord", row=str(mine.pk), attached_at=NOW)
    data, everything = declarations.personal_data(ConsentRecord), ConsentRecord.objects.all()
    assert list(exclude_requested(everything, data, DUE)) == [other]
    [request] = requests_that_hold(everything, data, DUE)
    assert case.reference in request.text
    deciding.withdraw(case=case, now=NOW)
    assert exclude_requested(everything, data, DUE) is everything


def test_cookie_consent_has_no_person_and_is_held_by_nobody() -> None:
    opened(Right.ACCESS)
    everything = ConsentRecord.objects.all()
    assert exclude_requested(everything, declarations.personal_data(ConsentRecord), DUE) is everything


@pytest.mark.parametrize("right", list(Right))
def test_quick_question_and_query_set_agree_in_every_state(right: Right) -> None:
    asked(right)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL dsar.takes_over = 'on'")  # also changes that the trigger refuses
    for state in State:
        closed_at = NOW + DAY if state in CLOSED else None
        confirmed_at = None if state == State.UNVERIFIED else NOW
        if state == State.REFUSED and not grounds_for(right):
            continue
        refusal = {"ground": grounds_for(right)[0], "reasons": "x", "evidence": "x"} if state == State.REFUSED else {}
        corrected = int(right == Right.RECTIFICATION and state == State.DONE)
        Case.objects.update(state=state, closed_at=closed_at, confirmed_at=confirmed_at, corrected=corrected, **refusal)
        for at in (NOW, NOW + DAY, NOW + 2 * DAY):
            assert holding_back.exist(at) is Case.objects.holding_back_deletion(at).exists(), (state, at)
        Case.objects.update(state=State.UNVERIFIED, closed_at=None, ground="", reasons="", corrected=0)


def test_receipt_counts_what_stays_apart_from_what_is_due() -> None:
    unsubscribed(ADDRESS)
    unsubscribed(OTHER)
    opened(Right.ACCESS)
    [receipt] = [receipt for receipt in run(DUE) if receipt.model == "newsletter.subscription"]
    assert (receipt.due, receipt.deleted, receipt.held) == (1, 1, 1)


def test_engine_asks_for_open_requests_only_where_something_is_due() -> None:
    opened(Right.ACCESS)
    asks = "SELECT EXISTS (SELECT FROM dsar_case"
    with CaptureQueriesContext(connection) as idle:
        run(NOW)
    assert not [query for query in idle if asks in query["sql"]]
    unsubscribed(ADDRESS)
    with CaptureQueriesContext(connection) as busy:
        run(DUE)
    assert [query for query in busy if asks in query["sql"]]


def facts(at: Any) -> Facts:
    return Facts(now=at, register=Register())


CHECKS: list[tuple[Callable[[Facts], Verdict], Callable[[str], Model]]] = [
    (promises_retention.nothing_is_kept_too_long, message),
    (promises_contact.messages_are_found_and_end, message),
    (promises_newsletter.stored_on_confirmation, unconfirmed),
]


@pytest.mark.law("P9", "P26", "P28", "P29")
@pytest.mark.parametrize(("check", "make"), CHECKS)
def test_check_is_not_broken_by_the_hold_names_it_and_finds_what_stays_afterwards(
    check: Callable[[Facts], Verdict], make: Callable[[str], Model]
) -> None:
    make(ADDRESS)
    case = opened(Right.ACCESS)
    held = check(facts(DUE + 5 * DAY))
    assert (held.kind, held.reason) == ("kept", "")
    assert any(held.figure.endswith(says(words, figure="", count=1)) for words in WORDS_OF_HOLD)
    answer(case, DUE + 5 * DAY)
    at_once = check(facts(DUE + 5 * DAY + timedelta(hours=1)))
    assert at_once.kind == "kept", "the next run has not come yet"
    assert check(facts(DUE + 6 * DAY + timedelta(hours=1))).kind == "broken"
    run(DUE + 6 * DAY)
    assert check(facts(DUE + 6 * DAY + timedelta(hours=1))).kind == "kept"


@pytest.mark.law("P29")
def test_p29_names_who_left_and_stays_for_a_request() -> None:
    request = subscriptions.sign_up(address=ADDRESS, language="nb", form="newsletter.signup", text="Ja", now=NOW)
    subscriptions.confirm(subscription_id=request.pk, now=NOW)
    subscriptions.unsubscribe(subscription_id=request.pk, reason=EndReason.PAGE, now=NOW)
    case = opened(Right.ACCESS)
    late = NOW + 35 * DAY
    held = promises_newsletter.erased_after_unsubscribing(facts(late))
    assert (held.kind, held.figure.endswith(says(WORDS_OF_HOLD[0], figure="", count=1))) == ("kept", True)
    answer(case, late)
    assert promises_newsletter.erased_after_unsubscribing(facts(late + timedelta(hours=1))).kind == "kept"
    assert promises_newsletter.erased_after_unsubscribing(facts(late + 2 * DAY)).kind == "broken"
    run(late)
    assert not Subscription.objects.exists()


def test_staff_see_on_the_row_and_on_the_dashboard_why_it_stays(client: Client) -> None:
    row, letter = unsubscribed(ADDRESS), message(ADDRESS)
    case = opened(Right.ACCESS)
    client.force_login(User.objects.create_superuser("leder@example.com", "leder@example.com", "x"))
    for name, one in (("newsletter_subscription", row), ("contact_message", letter)):
        page = client.get(reverse(f"admin:{name}_change", args=[one.pk])).content.decode()
        assert reverse("admin:dsar_case_change", args=[case.pk]) in page
        assert case.reference in page
    block = dashboard.retention(DUE)
    assert [item.url for item in block.items].count(reverse("admin:dsar_case_change", args=[case.pk])) == 2
    assert ADDRESS not in str(block)
    answer(case, timezone.now())
    assert not [item for item in dashboard.retention(timezone.now()).items if case.reference in item.note]


def test_page_of_the_request_says_that_it_holds_back_deletion(client: Client) -> None:
    message(ADDRESS)
    case = opened(Right.ACCESS)
    client.force_login(case_worker())
    page = reverse("admin:dsar_case_change", args=[case.pk])
    assert HELD_BACK in client.get(page).content.decode()
    answer(case, NOW)
    assert HELD_BACK not in client.get(page).content.decode()
    assert Message.objects.exists()
