"""Restrict a person's data because they asked, and lift restrictions after the person was told (GDPR Art. 18)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import deciding
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, Contact
from dsar.restrictions import queries
from dsar.restrictions.errors import NothingToRestrict
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.notices import operations as notices
from privacy.notices.enums import NoticeKind
from privacy.restriction import operations as restrictions
from privacy.restriction.enums import RestrictionCause
from privacy.restriction.models import Restriction

RESTRICTED_LETTER = "dsar.restricted"
LIFTING_LETTER = "dsar.lifting"
# The answers to a correction also tell that what was disputed is used again.
_NOTICES = {
    RestrictionCause.REQUESTED: (LIFTING_LETTER,),
    RestrictionCause.DISPUTED: (LIFTING_LETTER, "dsar.corrected", deciding.REFUSED_LETTER),
}


@transaction.atomic
def restrict_person(*, case: Case, kinds: Collection[str], staff: User, now: datetime) -> Case:
    """Let the rows of these kinds be only stored, and answer the request.

    Raises ``NothingToRestrict`` and ``WrongState``.
    """
    case = _locked(case)
    if case.state != State.OPEN:
        raise WrongState
    chosen = [group for group in queries.restrictable(case) if group.label in kinds]
    made = restrictions.restrict(
        rows=[group.rows for group in chosen], cause=RestrictionCause.REQUESTED, source=case.pk, now=now
    )
    if not made:
        raise NothingToRestrict
    deciding.close(case=case, state=State.DONE, event=EventKind.RESTRICTED, staff=staff, now=now)
    letters.post(kind=RESTRICTED_LETTER, object_id=case.pk, now=now)
    purposes = {group.data.purpose for group in chosen}
    address = Contact.objects.get(case=case).email
    notices.tell(source=case.pk, kind=NoticeKind.RESTRICTED, address=address, purposes=purposes, now=now)
    facts: journal.Facts = {"case": case.pk, "rows": made, "staff": staff.pk}
    journal.append(stream=STREAM, event="dsar.restricted", facts=facts, now=now)
    return case


@transaction.atomic
def announce_end(*, case: Case, reason: str, staff: User, now: datetime) -> Case:
    """Tell the person that the data will be used again, and why; it is when the letter was sent, and not before.

    Raises ``ReasonsMissing``, and ``WrongState`` where nothing is restricted or the end was announced.
    """
    if not reason.strip():
        raise ReasonsMissing
    case = _locked(case)
    if case.state != State.DONE or not queries.may_announce_end(case):
        raise WrongState
    event = deciding.note_event(case=case, kind=EventKind.LIFT_ANNOUNCED, now=now, staff=staff, note=reason.strip())
    letters.post(kind=LIFTING_LETTER, object_id=case.pk, now=now)
    facts: journal.Facts = {"case": case.pk, "event": event.pk, "staff": staff.pk}
    journal.append(stream=STREAM, event="dsar.lift_announced", facts=facts, now=now)
    return case


def lift_announced(*, now: datetime) -> int:
    """Lift the restrictions whose end the person has been told by a letter that was sent; return the number of rows.

    A dispute that ended without such a letter, because the person withdrew the request, gets one first.
    """
    lifted = 0
    sources = Restriction.objects.in_force().order_by().values_list("source", "cause").distinct()
    for source, cause in sources:
        with transaction.atomic():
            lifted += _lift_if_told(source, RestrictionCause(cause), now)
    return lifted


def _lift_if_told(source: UUID, cause: RestrictionCause, now: datetime) -> int:
    notices = Letter.objects.filter(object_id=source, kind__in=_NOTICES[cause])
    sent = notices.filter(is_sent=True).order_by("ended_at").first()
    case = Case.objects.filter(pk=source).first()
    if sent is None:
        is_over = case is not None and case.is_closed and cause == RestrictionCause.DISPUTED
        if is_over and not notices.exists():
            letters.post(kind=LIFTING_LETTER, object_id=source, now=now)
        return 0
    lifted = restrictions.lift(source=source, noticed_at=sent.ended_at, now=now)
    if lifted and case is not None:
        deciding.note_event(case=case, kind=EventKind.LIFTED, now=now)
    return lifted


def _locked(case: Case) -> Case:
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.right != Right.RESTRICTION:
        raise WrongState
    return locked
