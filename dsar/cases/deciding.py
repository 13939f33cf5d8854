"""Decisions of case workers on requests. A letter tells the person about each."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from dsar.cases import clock, cooling_off
from dsar.cases.enums import UNANSWERED, EventKind, Ground, JobKind, Right, SeenBy, State
from dsar.cases.errors import (
    DecidedByCustomer,
    GroundNotAllowed,
    NothingCorrected,
    PlanMissing,
    ReasonsMissing,
    SecondPersonNeeded,
    TooLateToExtend,
    WrongState,
)
from dsar.cases.files import CaseFile
from dsar.cases.grounds import grounds_here
from dsar.cases.jobs import RUN_JOB
from dsar.cases.journalled import STREAM, reasons_digest
from dsar.cases.mandates import Mandate, MandateClaim
from dsar.cases.models import Case, CaseEvent, CaseMessage, Contact, Job
from dsar.cases.questions import Question
from dsar.cases.redactions import Redaction, RedactionKey
from dsar.cases.threads import require_settled
from dsar.cases.told import BrowserRecord, ToldAddress
from privacy import jobs
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end

EXTENDED_LETTER = "dsar.extended"
ANSWERED_LETTER = "dsar.answered"
REFUSED_LETTER = "dsar.refused"
REOPENED_LETTER = "dsar.reopened"
TO_CUSTOMER_LETTER = "dsar.to_customer"
PASSED_ON_LETTER = "dsar.passed_on"


def approve(
    *,
    case: Case,
    staff: User,
    now: datetime,
    plan: Mapping[str, list[str]] | None = None,
    start: datetime | None = None,
) -> Job:
    """Start the job that carries out a request.

    ``plan`` is what staff saw: what an erasure deletes (``dsar.erasures.approving``), which begins at ``start``, or
    what a copy hands out (``dsar.cases.copies.seen``). Raises ``PlanMissing``, ``QuestionsOpen``,
    ``SecondPersonNeeded`` for who left something out of the copy (LAW D-16), and ``WrongState``, also for rights that
    are answered by hand.
    """
    if plan is None and case.which_right.is_executed:
        raise PlanMissing
    with transaction.atomic():
        case = _locked(case)
        if case.pass_on_by is not None:
            raise DecidedByCustomer
        if not case.which_right.is_executed:
            raise WrongState
        require_settled(case)
        if Redaction.objects.filter(case=case, staff=staff.pk).exists():
            raise SecondPersonNeeded
        case.become(State.WORKING)
        case.save(update_fields=["state"])
        kind = JobKind.ERASURE if case.right == Right.ERASURE else JobKind.EXPORT
        if kind == JobKind.EXPORT:
            start = cooling_off.start_of_copy(case, now)
        starts_at = start if start is not None and start > now else None
        job = Job.objects.create(case=case, kind=kind, made_at=now, plan=dict(plan or {}), starts_at=starts_at)
        note_event(case=case, kind=EventKind.APPROVED, now=now, staff=staff)
        if starts_at is None:
            jobs.nudge(RUN_JOB, job.pk)
        facts: journal.Facts = {"case": case.pk, "job": job.pk, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.approved", facts=facts, now=now)
    return job


def extend(*, case: Case, further_months: int, reason: str, staff: User, now: datetime) -> Case:
    """Extend the deadline once by one or two months, counted from the receipt (LAW D-04).

    Raises ``ReasonsMissing``, and ``TooLateToExtend`` after the first month or for a second extension.
    """
    if not reason.strip():
        raise ReasonsMissing
    with transaction.atomic():
        case = _locked(case)
        if further_months not in (1, 2) or not case.may_be_extended(local_date(now)):
            raise TooLateToExtend
        case.extended_at, case.extension_reason, case.months = now, reason.strip(), 1 + further_months
        case.set_deadline(clock.deadline(case, now=now))
        case.reminded_days = None
        case.save(
            update_fields=["target_on", "latest_on", "extended_at", "extension_reason", "months", "reminded_days"]
        )
        note_event(case=case, kind=EventKind.EXTENDED, now=now, staff=staff)
        letters.post(kind=EXTENDED_LETTER, object_id=case.pk, now=now)
        facts: dict[str, journal.Fact | list[journal.Fact]] = {
            "case": case.pk,
            "target": case.target_on,
            "latest": case.latest_on,
            "reason_sha256": reasons_digest(case.pk, case.extension_reason),
            "staff": staff.pk,
        }
        journal.append(stream=STREAM, event="dsar.extended", facts=facts, now=now)
    return case


def answer(*, case: Case, text: str, staff: User, now: datetime) -> Case:
    """Close a request with a written answer. Raises ``ReasonsMissing`` for an empty answer, ``WrongState``."""
    if not text.strip():
        raise ReasonsMissing
    with transaction.atomic():
        case = _locked(case)
        if case.pass_on_by is not None:
            raise DecidedByCustomer
        if case.state != State.OPEN:
            raise WrongState
        Contact.objects.filter(case=case).update(answer=text.strip())
        close(case=case, state=State.DONE, event=EventKind.ANSWERED, staff=staff, now=now)
        letters.post(kind=ANSWERED_LETTER, object_id=case.pk, now=now)
        facts: journal.Facts = {"case": case.pk, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.answered", facts=facts, now=now)
    return case


def refuse(*, case: Case, ground: Ground, reasons: str, evidence: str, staff: User, now: datetime) -> Case:
    """Refuse a request on a ground of the list, with reasons and evidence (LAW D-05, D-07, D-36).

    It needs two people: the first call proposes it, a call by another person with the same ground carries it out.
    Raises ``ReasonsMissing``, ``GroundNotAllowed``, ``SecondPersonNeeded`` and ``WrongState``.
    """
    if not reasons.strip() or not evidence.strip():
        raise ReasonsMissing
    if ground not in grounds_here(case.which_right):
        raise GroundNotAllowed
    with transaction.atomic():
        case = _locked(case)
        if case.pass_on_by is not None:
            raise DecidedByCustomer
        if not case.may_become(State.REFUSED):
            raise WrongState
        is_proposed = case.proposed_by_id is not None and case.ground == ground
        if is_proposed and case.proposed_by_id == staff.pk:
            raise SecondPersonNeeded
        case.ground, case.reasons, case.evidence = ground, reasons.strip(), evidence.strip()
        if not is_proposed:
            return _propose(case, staff, now)
        close(case=case, state=State.REFUSED, event=EventKind.REFUSED, staff=staff, now=now)
        letters.post(kind=REFUSED_LETTER, object_id=case.pk, now=now)
        digest = reasons_digest(case.pk, case.reasons)
        facts: journal.Facts = {"case": case.pk, "ground": str(ground), "reasons_sha256": digest, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.refused", facts=facts, now=now)
    return case


def _propose(case: Case, staff: User, now: datetime) -> Case:
    case.proposed_by = staff
    case.save(update_fields=["ground", "reasons", "evidence", "proposed_by"])
    note_event(case=case, kind=EventKind.PROPOSED, now=now, staff=staff)
    facts: journal.Facts = {"case": case.pk, "ground": case.ground, "staff": staff.pk}
    journal.append(stream=STREAM, event="dsar.proposed", facts=facts, now=now)
    return case


def withdraw(*, case: Case, now: datetime) -> Case:
    """Close a request that the person withdraws, an erasure also while it waits.

    Raises ``WrongState`` once work has begun.
    """
    with transaction.atomic():
        case = _locked(case)
        if case.state == State.WORKING:
            cooling_off.cancel_job(case=case, now=now)
        close(case=case, state=State.WITHDRAWN, event=EventKind.WITHDRAWN, staff=None, now=now)
        journal.append(stream=STREAM, event="dsar.withdrawn", facts={"case": case.pk}, now=now)
    return case


def reopen(*, case: Case, reason: str, staff: User, now: datetime) -> Case:
    """Open an answered or refused request again, with a month from today; the person is told why.

    Raises ``ReasonsMissing``, and ``WrongState`` if its address is gone or another request under the right is open.
    """
    if not reason.strip():
        raise ReasonsMissing
    with transaction.atomic():
        case = _locked(case)
        contact = Contact.objects.select_for_update().filter(case=case).first()
        if contact is None or not case.is_closed or case.confirmed_at is None:
            raise WrongState
        if Contact.objects.like(contact).filter(is_open=True).exists():
            raise WrongState
        case.become(State.OPEN)
        case.reopened_at, case.closed_at, case.retain_until = now, None, None
        case.ground, case.reasons, case.evidence, case.proposed_by = "", "", "", None
        case.extended_at, case.extension_reason, case.months, case.reminded_days = None, "", 1, None
        clock.start(case)
        case.save()
        Contact.objects.filter(case=case).update(is_open=True, retain_until=None, is_forgotten_when_told=False)
        _end_with_case(case, None)
        CaseMessage.objects.create(case=case, at=now, text=reason.strip(), staff=staff.pk)
        note_event(case=case, kind=EventKind.REOPENED, now=now, staff=staff)
        letters.post(kind=REOPENED_LETTER, object_id=case.pk, now=now)
        facts: journal.Facts = {"case": case.pk, "latest": case.latest_on, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.reopened", facts=facts, now=now)
    return case


def assign(*, cases: QuerySet[Case], staff: User | None, now: datetime) -> int:
    """Let a member of the staff take these requests on, or nobody; return how many of them wait for an answer."""
    with transaction.atomic():
        waiting = list(cases.filter(state__in=UNANSWERED).order_by("pk").select_for_update(of=("self",)))
        Case.objects.filter(pk__in=[case.pk for case in waiting]).update(assigned_to=staff)
        worker = staff.pk if staff else None
        for case in waiting:
            facts: journal.Facts = {"case": case.pk, "staff": worker}
            journal.append(stream=STREAM, event="dsar.assigned", facts=facts, now=now)
    return len(waiting)


def pass_on(*, case: Case, to: str, address: str, staff: User, now: datetime) -> Case:
    """Pass a request on to the customer who decides over the data, and close it here (P6, LAW D-34).

    The customer gets the request with the person's address; the person is told who decides. Raises ``WrongState``.
    """
    with transaction.atomic():
        case = _locked(case)
        if case.pass_on_by is None or case.state != State.OPEN:
            raise WrongState
        Contact.objects.filter(case=case).update(passed_on_to=to.strip(), passed_on_address=address)
        close(case=case, state=State.DONE, event=EventKind.PASSED_ON, staff=staff, now=now)
        letters.post(kind=TO_CUSTOMER_LETTER, object_id=case.pk, now=now)
        letters.post(kind=PASSED_ON_LETTER, object_id=case.pk, now=now)
        facts: journal.Facts = {"case": case.pk, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.passed_on", facts=facts, now=now)
    return case


def add_note(*, case: Case, text: str, staff: User, now: datetime) -> CaseEvent:
    """Keep a note for colleagues in a request's history; it is not on the person's page."""
    with transaction.atomic():
        event = CaseEvent.objects.create(case=case, kind=EventKind.NOTED, at=now, staff=staff.pk, note=text.strip())
        facts: journal.Facts = {"case": case.pk, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.noted", facts=facts, now=now)
    return event


def note_event(
    *,
    case: Case,
    kind: EventKind,
    now: datetime,
    staff: User | None = None,
    note: str = "",
    seen_by: SeenBy | None = None,
) -> CaseEvent:
    """Add a line to a request's history."""
    account = staff.pk if staff else None
    return CaseEvent.objects.create(case=case, kind=kind, at=now, staff=account, note=note, seen_by=seen_by or "")


def close(*, case: Case, state: State, event: EventKind, staff: User | None, now: datetime) -> None:
    """Close a request that the caller has locked: set its state, both retention periods and its history.

    Raises ``NothingCorrected`` for a correction that is to be done although nothing was changed (LAW D-22), and
    ``QuestionsOpen``.
    """
    if state == State.DONE and case.right == Right.RECTIFICATION and not case.corrected:
        raise NothingCorrected
    if state in (State.DONE, State.REFUSED):
        require_settled(case)
    case.become(state)
    case.closed_at, case.retain_until = now, retention_end("dsar.case", now)
    if event != EventKind.ERASED:
        cooling_off.release_use(case)
    if state != State.REFUSED:
        case.ground, case.reasons, case.evidence, case.proposed_by = "", "", "", None
    case.save()
    ends = retention_end("dsar.contact", now)
    Contact.objects.filter(case=case).update(is_open=False, retain_until=ends)
    _end_with_case(case, ends)
    note_event(case=case, kind=event, now=now, staff=staff)


def _end_with_case(case: Case, ends: datetime | None) -> None:
    """Set until when what belongs to a request is kept, as its address is; None while it is open."""
    for model in (CaseMessage, CaseFile, Question, ToldAddress, Mandate, MandateClaim, BrowserRecord):
        model.objects.filter(case=case).update(retain_until=ends)
    # As long as the case itself, for an authority that asks whether it was right to leave something out.
    Redaction.objects.filter(case=case).update(retain_until=case.retain_until)
    RedactionKey.objects.filter(case=case).update(retain_until=case.retain_until)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
