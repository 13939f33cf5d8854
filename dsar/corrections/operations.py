"""Take corrections down, decide them, and change the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from dsar.cases import deciding
from dsar.cases.enums import EventKind, Ground, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.journalled import STREAM, receipt_facts
from dsar.cases.models import Case, Contact
from dsar.cases.questions import Question
from dsar.corrections.enums import CorrectionState
from dsar.corrections.errors import NotDecided, NotStored, NotTheirs, TooManyAddresses, ValueChanged
from dsar.corrections.models import Correction
from dsar.corrections.queries import in_words, own_row, parsed, split_key, title_of
from dsar.corrections.writing import ADDRESS, write
from privacy.addresses.normal import lookup_form, normalise_address
from privacy.inventory import declarations
from privacy.inventory.correcting import Change, address_field, made_anew
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.notices import operations as notices
from privacy.notices.enums import NoticeKind
from privacy.restriction import operations as restrictions
from privacy.restriction.enums import RestrictionCause

CORRECT_LETTER = "dsar.correct"
NEW_ADDRESS_LETTER = "dsar.new_address"
MOVED_LETTER = "dsar.moved"
CORRECTED_LETTER = "dsar.corrected"
_MOST_ADDRESSES = 3


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A value that is wrong, by its key, and what it should say."""

    key: str
    right_value: str


def ask_for_link(*, case: Case, now: datetime) -> None:
    """Send the person a fresh link to the page with their values. Raises ``WrongState``."""
    if case.right != Right.RECTIFICATION or not case.is_unanswered:
        raise WrongState
    letters.post(kind=CORRECT_LETTER, object_id=case.pk, now=now)


@transaction.atomic
def ask(
    *, case: Case, wrong: Sequence[Wrong], new_address: str = "", staff: User | None = None, now: datetime
) -> list[Correction]:
    """Take down which values are wrong; each is only stored until it is decided (GDPR Art. 18(1)(a)).

    A new address is first confirmed by a letter to it. Raises ``NotTheirs``, ``NotAllowedValue``, ``InvalidAddress``,
    ``TooManyAddresses`` and ``WrongState``, and changes nothing then.
    """
    case = _locked(case)
    address = Contact.objects.get(case=case).email
    made = [made for one in wrong if (made := _take_down(case, address, one, staff, now)) is not None]
    if new_address and lookup_form(new_address) != address:
        made.append(_take_down_address(case, address, new_address, staff, now))
    if made:
        deciding.note_event(case=case, kind=EventKind.DISPUTED, now=now, staff=staff)
        facts: journal.Facts = {"case": case.pk, "values": len(made), "staff": staff.pk if staff else None}
        journal.append(stream=STREAM, event="dsar.disputed", facts=facts, now=now)
    return made


def _take_down(case: Case, address: str, wrong: Wrong, staff: User | None, now: datetime) -> Correction | None:
    model, pk, field = split_key(wrong.key)
    row = own_row(address, model, pk, field)
    old, new = in_words(row, field), wrong.right_value.strip()
    if parsed(row, field, new) == getattr(row, field):
        return None
    named = {"model": model, "row": pk, "field": field}
    Correction.objects.open().filter(case=case, **named).delete()
    rows = type(row)._base_manager.filter(pk=row.pk)
    restrictions.restrict(rows=[rows], cause=RestrictionCause.DISPUTED, source=case.pk, now=now)
    return Correction.objects.create(case=case, **named, old=old, new=new, asked_at=now, asked_by=staff)


def _take_down_address(case: Case, address: str, new: str, staff: User | None, now: datetime) -> Correction:
    mailbox = normalise_address(new)
    tried = Correction.objects.filter(case=case, model="", field=ADDRESS)
    if tried.count() >= _MOST_ADDRESSES:
        raise TooManyAddresses
    tried.open().update(state=CorrectionState.KEPT, decided_at=now, reason=_("Another address was given."))
    correction = Correction.objects.create(
        case=case,
        field=ADDRESS,
        old=address,
        new=mailbox.written,
        state=CorrectionState.UNCONFIRMED,
        asked_at=now,
        asked_by=staff,
    )
    letters.post(kind=NEW_ADDRESS_LETTER, object_id=correction.pk, now=now)
    return correction


@transaction.atomic
def add_elsewhere(*, case: Case, place: str, new: str, staff: User, now: datetime) -> Correction:
    """Take down a value outside this system that a case worker corrects there. Raises ``WrongState``."""
    case = _locked(case)
    correction = Correction.objects.create(
        case=case, place=place.strip(), new=new.strip(), asked_at=now, asked_by=staff
    )
    deciding.note_event(case=case, kind=EventKind.DISPUTED, now=now, staff=staff)
    facts: journal.Facts = {"case": case.pk, "values": 1, "staff": staff.pk}
    journal.append(stream=STREAM, event="dsar.disputed", facts=facts, now=now)
    return correction


@transaction.atomic
def confirm_address(*, correction_id: UUID, now: datetime) -> Correction:
    """Move the person's mailbox: whoever has the new one has confirmed it. Raises ``WrongState``.

    The request is closed if it was about nothing else, since nobody needs to decide it. Where a row cannot have the new
    address none moves, and the correction waits for a case worker.
    """
    correction = Correction.objects.select_for_update().filter(pk=correction_id).first()
    if correction is None or correction.state != CorrectionState.UNCONFIRMED:
        raise WrongState
    case = _locked(correction.case)
    try:
        with transaction.atomic():
            write(corrections=[correction], now=now)
    except NotStored:
        correction.state = CorrectionState.WAITING
        correction.save(update_fields=["state"])
        return correction
    correction.state, correction.decided_at = CorrectionState.CHANGED, now
    correction.save(update_fields=["state", "decided_at"])
    letters.post(kind=MOVED_LETTER, object_id=correction.pk, now=now)
    if not Correction.objects.open().filter(case=case).exists() and not Question.objects.open().filter(case=case):
        _close(case, staff=None, now=now)
    return correction


@transaction.atomic
def decide(*, case: Case, reasons_to_keep: Mapping[UUID, str], staff: User, now: datetime) -> Case:
    """Change every value that waits, except those in ``reasons_to_keep``, in one transaction, and answer the request.

    If none is changed a refusal is proposed, which a colleague decides: the data is accurate. Raises ``NotDecided``
    without a reason, ``ValueChanged`` if a value is no longer what was shown, ``NotStored`` if the database does not
    take one, ``NotAllowedValue`` and ``WrongState``.
    """
    case = _locked(case)
    waiting = list(Correction.objects.waiting().filter(case=case).select_for_update())
    kept = {one.pk: reasons_to_keep[one.pk].strip() for one in waiting if one.pk in reasons_to_keep}
    if not waiting or not all(kept.values()):
        raise NotDecided
    changing = [correction for correction in waiting if correction.pk not in kept]
    write(corrections=changing, now=now)
    for correction in changing:
        if correction.is_address:
            letters.post(kind=MOVED_LETTER, object_id=correction.pk, now=now)
    for correction in waiting:
        correction.state = CorrectionState.KEPT if correction.pk in kept else CorrectionState.CHANGED
        correction.reason = kept.get(correction.pk, "")
        correction.decided_at, correction.decided_by = now, staff
        correction.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    Correction.objects.filter(case=case, state=CorrectionState.UNCONFIRMED).delete()
    if not Correction.objects.changed().filter(case=case).exists():
        reasons = "\n".join(f"{title_of(correction)}: {correction.reason}" for correction in waiting)
        return deciding.refuse(
            case=case, ground=Ground.ACCURATE, reasons=reasons, evidence=reasons, staff=staff, now=now
        )
    _close(case, staff=staff, now=now)
    return case


@transaction.atomic
def change_again(*, correction: Correction, now: datetime) -> None:
    """Make a change that a restore undid; not where the value is no longer what it was before the change.

    Raises ``NotStored``.
    """
    try:
        write(corrections=[correction], now=now)
    except (NotTheirs, ValueChanged, Contact.DoesNotExist):
        return


def _close(case: Case, *, staff: User | None, now: datetime) -> None:
    changed = Correction.objects.changed().filter(case=case)
    case.corrected = changed.count()
    deciding.close(case=case, state=State.DONE, event=EventKind.CORRECTED, staff=staff, now=now)
    letters.post(kind=CORRECTED_LETTER, object_id=case.pk, now=now)
    _tell_recipients(case, list(changed), now)
    # What was changed, and never the values.
    values: list[journal.Fact] = list(
        dict.fromkeys(f"{one.model}.{one.field}".strip(".") or "elsewhere" for one in changed)
    )
    facts: dict[str, journal.Fact | list[journal.Fact]]
    facts = {"case": case.pk, "values": values, "staff": staff.pk if staff else None}
    journal.append(stream=STREAM, event="dsar.corrected", facts=facts, now=now)


def _tell_recipients(case: Case, changed: Sequence[Correction], now: datetime) -> None:
    """Tell whoever got the data what it should say (GDPR Art. 19); under the old address if that has changed."""
    own = [one for one in changed if not one.is_elsewhere]
    moved = next((one for one in own if one.is_address), None)
    address = moved.old if moved else Contact.objects.get(case=case).email
    labels = [one.model for one in own if one.model]
    purposes = {declarations.personal_data(apps.get_model(label)).purpose for label in labels}
    if moved:
        purposes |= {data.purpose for data in declarations.all_personal() if address_field(data)}
    if own:
        values = {one.field: one.new for one in own}
        notices.tell(
            source=case.pk, kind=NoticeKind.CORRECTED, address=address, purposes=purposes, values=values, now=now
        )


@made_anew("dsar.receipt")
def _journal_new_address(change: Change) -> None:
    """Let the comparison with the journal know the address of a request that moved."""
    if isinstance(change.row, Contact):
        case = Case.objects.get(pk=change.row.case_id)
        facts = receipt_facts(case, change.row)
        journal.append(stream=STREAM, event="dsar.moved", facts=facts, now=change.at)


def _locked(case: Case) -> Case:
    """Return the open request under a lock. Raises ``WrongState`` if it is no longer open, or about another right."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.state != State.OPEN or locked.right != Right.RECTIFICATION:
        raise WrongState
    return locked
