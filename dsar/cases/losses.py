"""Requests after a restore: those that came since the backup are taken over, and what was approved is open again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import UNCONFIRMED, State
from dsar.cases.files import CaseFile
from dsar.cases.journalled import STREAM, receipt_facts
from dsar.cases.letter_turns import CONFIRM_CLAIM_LETTER, CONFIRM_LETTER
from dsar.cases.mandates import Mandate, MandateClaim
from dsar.cases.models import Case, CaseEvent, CaseMessage, Contact
from dsar.cases.paper import PaperLetter
from dsar.cases.pauses import Pause
from dsar.cases.questions import Question
from dsar.cases.redactions import Redaction
from dsar.cases.told import BrowserRecord, ToldAddress
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss
from privacy.journal import operations as journal
from privacy.letters import operations as letters

_WHAT_HAPPENED = (
    *("state", "confirmed_at", "closed_at", "ground", "reasons", "evidence", "retain_until"),
    *("corrected", "received_at", "target_on", "latest_on", "extended_at", "extension_reason", "months"),
    *("reopened_at", "country"),
)


@dataclass(frozen=True, kw_only=True)
class LostCase:
    """A request of the replaced database with everything that belongs to it."""

    case: Case
    contact: Contact | None
    events: tuple[CaseEvent, ...]
    messages: tuple[CaseMessage, ...] = ()
    pauses: tuple[Pause, ...] = ()
    further: tuple[Model, ...] = ()


def _changed(since: datetime) -> list[LostCase]:
    newer = Case.objects.filter(Q(received_at__gte=since) | Q(events__at__gte=since)).distinct().order_by("received_at")
    found = [
        LostCase(
            case=case,
            contact=Contact.objects.filter(case=case).first(),
            events=tuple(CaseEvent.objects.filter(case=case)),
            messages=tuple(CaseMessage.objects.filter(case=case)),
            pauses=tuple(Pause.objects.filter(case=case)),
            further=(
                *CaseFile.objects.filter(case=case),
                *PaperLetter.objects.filter(case=case),
                *Question.objects.filter(case=case),
                *ToldAddress.objects.filter(case=case),
                *BrowserRecord.objects.filter(case=case),
                *Mandate.objects.filter(case=case),
                *Redaction.objects.filter(case=case),
                *MandateClaim.objects.filter(case=case),
            ),
        )
        for case in newer
    ]
    # The closed ones first: an address has one open request under a right. Then those that others were joined to.
    return sorted(found, key=lambda lost: (not lost.case.is_closed, lost.case.joined_to_id is not None))


@each
def _carry(lost: LostCase, now: datetime) -> bool:
    """Take over a request and its history. What a colleague approved and nobody finished is to be approved again."""
    case, was_opened, was_working = lost.case, lost.case.state == State.OPEN, lost.case.state == State.WORKING
    known = Case.objects.filter(pk=case.pk).first()
    was_unconfirmed = known is None or known.state in UNCONFIRMED
    if case.state == State.WORKING:
        case.state, was_opened = State.OPEN, True
    if known is None:
        insert_missing(case)
        if lost.contact:
            insert_missing(lost.contact)
            _ask_to_confirm(lost, now)
    elif (was_working and known.state == State.WORKING) or not _take_over(lost, known):
        # Approved in the backup too: its job goes on.
        return _add_events(lost)
    _add_events(lost)
    # The entries of the receipt and of what became of it went with the database that was replaced.
    facts = receipt_facts(case, Contact.objects.filter(case=case.pk).first())
    event = "dsar.opened" if was_opened and was_unconfirmed else "dsar.taken_over"
    if case.closed_at is not None:
        event, facts = "dsar.closed_before", facts | {"closed": case.closed_at}
    journal.append(stream=STREAM, event=event, facts=facts, now=now)
    return True


def _ask_to_confirm(lost: LostCase, now: datetime) -> None:
    """Post the letter that asks to confirm a request that waited for it, and was lost."""
    claim = _claim(lost)
    if claim is not None:
        # It goes to the representative: the person asked for nothing.
        if lost.case.state == State.UNVERIFIED and claim.mailed_at is None:
            letters.post(kind=CONFIRM_CLAIM_LETTER, object_id=lost.case.pk, now=now)
    elif lost.contact and lost.case.state in UNCONFIRMED and lost.contact.has_mailbox and not lost.contact.mailed_with:
        letters.post(kind=CONFIRM_LETTER, object_id=lost.case.pk, now=now)


def _claim(lost: LostCase) -> MandateClaim | None:
    return next((row for row in lost.further if isinstance(row, MandateClaim)), None)


def _take_over(lost: LostCase, known: Case) -> bool:
    """Update a request that the backup has: confirmed, answered or withdrawn since; False if it is the same."""
    before = [getattr(known, name) for name in _WHAT_HAPPENED]
    for name in _WHAT_HAPPENED:
        setattr(known, name, getattr(lost.case, name))
    if before == [getattr(known, name) for name in _WHAT_HAPPENED]:
        return False
    with connection.cursor() as cursor:
        # Several steps at once, such as from unconfirmed to answered, which the trigger would refuse.
        cursor.execute("SET LOCAL dsar.takes_over = 'on'")
        known.save(update_fields=_WHAT_HAPPENED)
        cursor.execute("SET LOCAL dsar.takes_over = ''")
    known.jobs.all().delete()
    if (claim := _claim(lost)) is not None:
        MandateClaim.objects.filter(case=known).update(retain_until=claim.retain_until)
    if lost.contact:
        values = {"is_open": lost.contact.is_open, "message": lost.contact.message, "answer": lost.contact.answer}
        Contact.objects.filter(case=known).update(**values, retain_until=lost.contact.retain_until)
    else:
        Contact.objects.filter(case=known).delete()
    return True


def _add_events(lost: LostCase) -> bool:
    known = set(CaseEvent.objects.filter(case_id=lost.case.pk).values_list("kind", "at", "note"))
    further = [event for event in lost.events if (event.kind, event.at, event.note) not in known]
    for row in (*lost.messages, *lost.pauses, *lost.further):
        insert_missing(row)
    for event in further:
        CaseEvent.objects.create(
            case_id=lost.case.pk,
            kind=event.kind,
            at=event.at,
            staff=event.staff,
            note=event.note,
            seen_by=event.seen_by,
        )
    return bool(further)


register_loss(
    "requests",
    30,
    LossKind(
        title=_("requests about personal data"),
        collect=_changed,
        carry=_carry,
        reference=lambda lost: lost.case.reference,
    ),
)
