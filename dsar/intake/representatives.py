"""Requests of people who ask for somebody else, by the form of the site (LAW D-33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from dsar.cases import clock, deciding
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.journalled import STREAM, receipt_facts
from dsar.cases.letter_turns import CONFIRM_CLAIM_LETTER, lock_address
from dsar.cases.mandates import MandateClaim
from dsar.cases.models import Case, Contact
from dsar.intake.errors import NationalNumber
from dsar.intake.operations import holds_national_number
from privacy.addresses.limits import counted_with
from privacy.addresses.normal import normalise_address
from privacy.intake.limits.mails import free_held, post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.journal import operations as journal
from privacy.letters.errors import LetterWaits
from privacy.retention.queries import retention_end

MOST_LETTERS_A_DAY = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What somebody says who asks for somebody else: their name and address, and what the mandate is."""

    name: str
    address: str
    statement: str


def ask_for(
    *,
    rights: Sequence[Right],
    person: str,
    claim: Claim,
    language: str,
    now: datetime,
    sender: Sender | None = None,
) -> list[Case]:
    """Store a request under each right for the person of an address, and mail its representative one link.

    The link confirms them together; then staff look at the mandate. The month counts from now. Nothing is mailed to the
    person, who is told when staff accept the mandate (``mandates.accept``). The work is the same for every address
    (LAW X-35). Raises ``ReasonsMissing``, ``NationalNumber`` and ``InvalidAddress``.
    """
    if not claim.name.strip() or not claim.statement.strip():
        raise ReasonsMissing
    if holds_national_number(f"{claim.name} {claim.statement}"):
        raise NationalNumber
    slot = take_slot(form="dsar.representative", sender=sender, address=normalise_address(claim.address), now=now)
    asked_with = uuid4() if len(rights) > 1 else None
    with transaction.atomic():
        cases = [_store(right, person, claim, language, asked_with, now) for right in rights]
        post_in_slot(slot, kind=CONFIRM_CLAIM_LETTER, object_id=cases[0].pk, now=now)
    return cases


def confirm(*, case_id: UUID, now: datetime) -> list[Case]:
    """Give the requests of one form to staff, because the representative reads the mail of the address they wrote.

    Raises ``WrongState`` if they were confirmed or disowned before, and ``Case.DoesNotExist`` if they were deleted.
    """
    with transaction.atomic():
        keys = [case.pk for case in claimed_together(Case.objects.get(pk=case_id))]
        locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        cases = [case for case in locked if case.state == State.UNVERIFIED]
        if not cases:
            raise WrongState
        free_held(object_id=case_id, now=now)
        for case in cases:
            case.become(State.ENTERED)
            case.retain_until = None
            case.save(update_fields=["state", "retain_until"])
            deciding.note_event(case=case, kind=EventKind.ASKED_FOR, now=now)
            journal.append(stream=STREAM, event="dsar.asked_for", facts={"case": case.pk}, now=now)
        Contact.objects.filter(case__in=cases).update(retain_until=None)
        MandateClaim.objects.filter(case__in=cases).update(retain_until=None)
    return cases


def claimed_together(case: Case) -> list[Case]:
    """Return the requests of one form of a representative, this one first."""
    others = Case.objects.filter(asked_with=case.asked_with, mandate_claim__isnull=False).exclude(pk=case.pk)
    return [case, *others.order_by("right")] if case.asked_with is not None else [case]


def take_turn(claim: MandateClaim, now: datetime) -> None:
    """Count the letter that asks a representative to confirm. Raises ``LetterWaits`` beyond the letters of a day."""
    with transaction.atomic():
        address = normalise_address(claim.email)
        lock_address(address)
        claim.refresh_from_db()
        if claim.mailed_at is not None:
            return
        mailed = MandateClaim.objects.filter(counted_with(address), mailed_at__gt=now - _DAY).order_by("mailed_at")
        times = list(mailed.values_list("mailed_at", flat=True))
        if len(times) >= MOST_LETTERS_A_DAY and times[0] is not None:
            raise LetterWaits(times[0] + _DAY)
        MandateClaim.objects.filter(pk=claim.pk).update(mailed_at=now)


def _store(right: Right, person: str, claim: Claim, language: str, asked_with: UUID | None, now: datetime) -> Case:
    ends = retention_end("dsar.unverified", now)
    case = Case(right=right, language=language, received_at=now, asked_with=asked_with, retain_until=ends)
    clock.start(case)
    case.save(force_insert=True)
    contact = Contact(case=case, email=person, right=right, retain_until=ends)
    contact.save(force_insert=True)
    MandateClaim.objects.create(
        case=case, name=claim.name.strip(), email=claim.address, statement=claim.statement.strip(), retain_until=ends
    )
    journal.append(stream=STREAM, event="dsar.asked", facts=receipt_facts(case, contact), now=now)
    return case
