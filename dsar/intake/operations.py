"""Take requests in that came by letter, telephone or visit: each counts from its arrival (LAW D-02, D-09, X-16)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import asking, clock, deciding
from dsar.cases.enums import UNCONFIRMED, Channel, EventKind, Right, SeenBy, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.files import CaseFile, FileKind
from dsar.cases.journalled import STREAM, receipt_facts
from dsar.cases.letter_turns import CONFIRM_LETTER, lock_address, share_letter
from dsar.cases.models import Case, CaseMessage, Contact
from dsar.conf import dsar_settings
from dsar.intake.errors import FileNotTaken, NationalNumber, NotArrivedThen, NoWayToAnswer
from privacy.addresses.normal import normalise_address
from privacy.conf import privacy_settings
from privacy.inbound import attachments
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE, local_date
from privacy.letters import operations as letters

# Eleven digits (Norway), and six with four after a hyphen or a plus (Sweden).
_NATIONAL_NUMBER = re.compile(r"(?<!\d)(?:\d{6}[ .]?\d{5}|\d{6}[-+]\d{4})(?!\d)")
_MIDDAY = time(12)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What came to us: by which way and on which day, in which words; a scan of it if there is one."""

    channel: Channel
    on: date
    words: str = ""
    file: tuple[str, bytes] | None = None


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asked: an e-mail address, a name and postal address, or both; where the answer goes and in which language."""

    address: str
    postal: str
    is_by_post: bool
    language: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """How staff saw who somebody is, and why that is enough."""

    seen_by: SeenBy
    reason: str


def take_in(
    *, rights: Sequence[Right], arrival: Arrival, asker: Asker, identity: Identity | None, staff: User, now: datetime
) -> list[Case]:
    """Enter a request under each right, whose month counts from the arrival.

    It is in the queue at once. It is opened when the person confirms by the link that is mailed to the address, or when
    staff say how they saw who it is: now, with ``identity``, or later with ``see_identity``. Until then nothing about
    the person is shown or handed out. Raises ``NotArrivedThen``, ``NoWayToAnswer``, ``NationalNumber``,
    ``FileNotTaken`` and ``InvalidAddress``.
    """
    received_at = arrived_at(arrival, now)
    _require_a_way(asker)
    _refuse_national_number(arrival.words)
    asked_with = uuid4() if len(rights) > 1 else None
    with transaction.atomic():
        cases: list[Case] = []
        for right in rights:
            case = Case(
                right=right, language=asker.language, received_at=received_at, asked_with=asked_with,
                state=State.ENTERED, channel=arrival.channel,
            )  # fmt: skip
            _store(case, asker, arrival, staff, now)
            cases.append(case)
        if identity is not None:
            return [see_identity(case=case, identity=identity, staff=staff, now=now) for case in cases]
        if asker.address:
            letters.post(kind=CONFIRM_LETTER, object_id=cases[0].pk, now=now)
            for case in cases[1:]:
                share_letter(Contact.objects.get(case=case), cases[0])
    return cases


def see_identity(*, case: Case, identity: Identity, staff: User, now: datetime) -> Case:
    """Open a request that staff took in, because they saw who it is; return it, or what it is added to.

    Raises ``ReasonsMissing``, ``NationalNumber``, and ``WrongState`` for a request that staff did not take in.
    """
    if not identity.reason.strip():
        raise ReasonsMissing
    _refuse_national_number(identity.reason)
    with transaction.atomic():
        contact = Contact.objects.filter(case=case.pk).first()
        if contact is None:
            raise WrongState
        lock_address(normalise_address(contact.email))
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.state != State.ENTERED:
            raise WrongState
        deciding.note_event(
            case=case, kind=EventKind.IDENTITY_SEEN, now=now, staff=staff, note=identity.reason.strip(),
            seen_by=identity.seen_by,
        )  # fmt: skip
        facts: journal.Facts = {"case": case.pk, "seen_by": str(identity.seen_by), "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.identity_seen", facts=facts, now=now)
        main, is_opened = asking.open_or_join(case=case, now=now, event=None)
        if is_opened:
            letters.post(kind=asking.RECEIVED_LETTER, object_id=main.pk, now=now)
    return main


def add_further(*, case: Case, arrival: Arrival, staff: User, now: datetime) -> CaseMessage:
    """Add another letter or call of the person to an open request; its clock goes on as it does.

    Raises ``WrongState`` for one that is closed, ``ReasonsMissing`` without words, and what ``take_in`` raises.
    """
    at = arrived_at(arrival, now)
    if not arrival.words.strip():
        raise ReasonsMissing
    _refuse_national_number(arrival.words)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.is_closed or case.state in UNCONFIRMED:
            raise WrongState
        message = CaseMessage.objects.create(case=case, at=at, text=arrival.words.strip())
        add_file(case=case, kind=FileKind.LETTER, file=arrival.file, now=now)
        deciding.note_event(case=case, kind=EventKind.FURTHER, now=now, staff=staff)
        facts: journal.Facts = {
            "case": case.pk, "message": message.pk, "channel": str(arrival.channel), "staff": staff.pk,
        }  # fmt: skip
        journal.append(stream=STREAM, event="dsar.further", facts=facts, now=now)
    return message


def add_file(*, case: Case, kind: FileKind, file: tuple[str, bytes] | None, now: datetime) -> CaseFile | None:
    """Store a file, by name and content, with a request. Raises ``FileNotTaken``, which goes by its bytes."""
    if file is None:
        return None
    name, content = file
    content_type = attachments.kind_of(content, name)
    largest = privacy_settings().inbound_largest_file
    if content_type is None or attachments.refusal(content, content_type, largest=largest, kept=0):
        raise FileNotTaken
    shown = attachments.safe_name(name, 1, content_type)
    return CaseFile.objects.create(
        case=case, kind=kind, name=shown, content_type=content_type, size=len(content), content=content, added_at=now
    )


def arrived_at(arrival: Arrival, now: datetime) -> datetime:
    """Return the moment from which the month counts. Raises ``NotArrivedThen``."""
    today = local_date(now)
    if not today - timedelta(days=dsar_settings().taken_in_days_back) <= arrival.on <= today:
        raise NotArrivedThen
    return min(now, datetime.combine(arrival.on, _MIDDAY, tzinfo=PLACE))


def holds_national_number(text: str) -> bool:
    """Tell whether a text has what looks like a national identity number."""
    return bool(_NATIONAL_NUMBER.search(text))


def _refuse_national_number(text: str) -> None:
    if holds_national_number(text):
        raise NationalNumber


def _require_a_way(asker: Asker) -> None:
    if not asker.address and not asker.postal.strip():
        raise NoWayToAnswer
    if (asker.is_by_post or not asker.address) and not asker.postal.strip():
        raise NoWayToAnswer


def _store(case: Case, asker: Asker, arrival: Arrival, staff: User, now: datetime) -> None:
    contact = Contact(
        case=case,
        email=asker.address or Contact.without_mailbox(case.pk),
        postal=asker.postal.strip(),
        is_by_post=asker.is_by_post or not asker.address,
        message=arrival.words.strip(),
        right=case.right,
    )
    enter(case=case, contact=contact, event=EventKind.ASKED, now=now)
    add_file(case=case, kind=FileKind.LETTER, file=arrival.file, now=now)
    deciding.note_event(case=case, kind=EventKind.TAKEN_IN, now=now, staff=staff)
    channel, on = str(arrival.channel), arrival.on
    facts: dict[str, journal.Fact | list[journal.Fact]] = {"channel": channel, "arrived": on, "staff": staff.pk}
    journal.append(stream=STREAM, event="dsar.taken_in", facts={"case": case.pk, **facts}, now=now)


def enter(*, case: Case, contact: Contact, event: EventKind, now: datetime) -> None:
    """Store a request that waits for staff to see whose it is, and note that it came."""
    clock.start(case)
    case.save(force_insert=True)
    contact.save(force_insert=True)
    deciding.note_event(case=case, kind=event, now=now)
    journal.append(stream=STREAM, event="dsar.asked", facts=receipt_facts(case, contact), now=now)


def scan(*, case: Case, file: tuple[str, bytes], staff: User, now: datetime) -> CaseFile:
    """Add a scanned letter to a request. Raises ``FileNotTaken``, and ``WrongState`` for a closed request."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.is_closed:
            raise WrongState
        added = add_file(case=case, kind=FileKind.LETTER, file=file, now=now)
        facts: journal.Facts = {"case": case.pk, "file": added.pk if added else None, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.file_added", facts=facts, now=now)
    return cast("CaseFile", added)


def remove_file(*, case: Case, file_id: str, staff: User, now: datetime) -> None:
    """Delete a scanned letter that was added by mistake."""
    with transaction.atomic():
        if CaseFile.objects.filter(case=case, kind=FileKind.LETTER, pk=file_id).delete()[0]:
            facts: journal.Facts = {"case": case.pk, "file": UUID(file_id), "staff": staff.pk}
            journal.append(stream=STREAM, event="dsar.file_removed", facts=facts, now=now)
