"""Requests for somebody else: staff look at the mandate, and the person is told on their own channel (LAW D-33)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import asking, channels, deciding
from dsar.cases.enums import EventKind, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.files import CaseFile, FileKind
from dsar.cases.journalled import STREAM
from dsar.cases.mandates import AnswerTo, Mandate, MandateClaim
from dsar.cases.models import Case, Contact
from dsar.cases.opening import waits
from dsar.conf import dsar_settings
from dsar.intake.errors import MandateEnded, NationalNumber, NoWayToAnswer
from dsar.intake.operations import holds_national_number
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters


@dataclass(frozen=True, kw_only=True)
class Authority:
    """What a mandate says: who acts, at which address, for what, until when, and who gets the answer."""

    name: str
    address: str
    scope: str
    statement: str
    valid_until: date | None
    answer_to: AnswerTo


def accept(*, case: Case, authority: Authority, staff: User, now: datetime) -> Case:
    """Open a request that staff took in because they looked at a mandate; the person is told and can say no.

    Raises ``ReasonsMissing`` without scope or statement, ``MandateEnded``, ``NationalNumber``, ``NoWayToAnswer`` for an
    answer to a representative without an address, and ``WrongState``.
    """
    _require_whole(authority, now)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.state != State.ENTERED:
            raise WrongState
        mandate = Mandate.objects.create(
            case=case,
            name=authority.name.strip(),
            email=authority.address,
            scope=authority.scope.strip(),
            statement=authority.statement.strip(),
            valid_until=authority.valid_until,
            answer_to=authority.answer_to,
            looked_at=now,
            staff=staff.pk,
        )
        MandateClaim.objects.filter(case=case).delete()  # what counts is what staff looked at
        # A scan that came with the request is the mandate, or shows it.
        CaseFile.objects.filter(case=case, kind=FileKind.LETTER).update(kind=FileKind.MANDATE)
        deciding.note_event(case=case, kind=EventKind.MANDATE_SEEN, now=now, staff=staff)
        facts: journal.Facts = {
            "case": case.pk, "until": mandate.valid_until, "answer_to": str(mandate.answer_to), "staff": staff.pk,
        }  # fmt: skip
        journal.append(stream=STREAM, event="dsar.mandate_seen", facts=facts, now=now)
        main, is_opened = asking.open_or_join(case=case, now=now, event=None)
        if not is_opened:
            # The person asked the same and is answered there: a mandate does not move that answer.
            raise WrongState
        letters.post(kind=asking.RECEIVED_LETTER, object_id=main.pk, now=now)
        channels.tell_address(case=main, address=Contact.objects.get(case=main).email, now=now)
    return main


@waits.register("dsar.mandates")
def until_the_person_can_have_said_no(case: Case) -> datetime | None:
    """Return until when a copy or an erasure by a mandate waits."""
    mandate = Mandate.objects.filter(case=case).first()
    return mandate.looked_at + timedelta(days=dsar_settings().mandate_wait_days) if mandate else None


def _require_whole(authority: Authority, now: datetime) -> None:
    if not authority.name.strip() or not authority.scope.strip() or not authority.statement.strip():
        raise ReasonsMissing
    if authority.valid_until is not None and authority.valid_until < local_date(now):
        raise MandateEnded
    if not authority.address and authority.answer_to == AnswerTo.REPRESENTATIVE:
        raise NoWayToAnswer
    if holds_national_number(f"{authority.scope} {authority.statement}"):
        raise NationalNumber
