"""Requests of people who ask for somebody else, by the form of the site (LAW D-33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import ReasonsMissing
from dsar.cases.journalled import STREAM
from dsar.cases.mandates import MandateClaim
from dsar.cases.models import Case, Contact
from dsar.intake.errors import NationalNumber
from dsar.intake.operations import enter, holds_national_number
from privacy.journal import operations as journal


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What somebody says who asks for somebody else: their name and address, and what the mandate is."""

    name: str
    address: str
    statement: str


def ask_for(*, rights: Sequence[Right], person: str, claim: Claim, language: str, now: datetime) -> list[Case]:
    """Enter a request under each right for the person of an address, for staff to look at the mandate.

    The month counts from now. No mail leaves, to nobody: neither address is verified, and a form must not write to
    strangers. The person is told when staff accept the mandate (``mandates.accept``). The work is the same for every
    address (LAW X-35). Raises ``ReasonsMissing``, ``NationalNumber`` and ``InvalidAddress``.
    """
    if not claim.name.strip() or not claim.statement.strip():
        raise ReasonsMissing
    if holds_national_number(f"{claim.name} {claim.statement}"):
        raise NationalNumber
    asked_with = uuid4() if len(rights) > 1 else None
    with transaction.atomic():
        return [_enter(right, person, claim, language, asked_with, now) for right in rights]


def _enter(right: Right, person: str, claim: Claim, language: str, asked_with: UUID | None, now: datetime) -> Case:
    case = Case(right=right, language=language, received_at=now, asked_with=asked_with, state=State.ENTERED)
    contact = Contact(case=case, email=person, right=right)
    enter(case=case, contact=contact, event=EventKind.ASKED_FOR, now=now)
    MandateClaim.objects.create(
        case=case, name=claim.name.strip(), email=claim.address, statement=claim.statement.strip()
    )
    journal.append(stream=STREAM, event="dsar.asked_for", facts={"case": case.pk}, now=now)
    return case
