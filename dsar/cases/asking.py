"""Receive and confirm requests."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.cases.stopping import stop_use
from privacy.inventory.subjects import normalise_address
from privacy.journal import operations as journal
from privacy.law.deadlines import answer_deadline
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention.queries import retention_end

CONFIRM_LETTER = "dsar.confirm"
RECEIVED_LETTER = "dsar.received"
# Enough to ask under every right once in one sitting.
MOST_LETTERS_A_DAY = len(Right)
DOUBLE_CLICK = timedelta(minutes=5)


def ask(*, right: Right, address: str, message: str, language: str, now: datetime) -> None:
    """Store a request and mail a link that confirms it.

    Sends at most ``MOST_LETTERS_A_DAY`` mails to an address in 24 hours; further requests are silently ignored.
    """
    # Returns nothing and looks up nobody's data, so that a known address cannot be told from an unknown one (LAW D-40,
    #
    address = normalise_address(address)
    with transaction.atomic():
        _lock_address(address)
        recent = _recent_letters(address, now)
        if len(recent) >= MOST_LETTERS_A_DAY:
            return
        case = _same_request(right, address, message)
        if case is None:
            case = _new_case(right, address, message, language, now)
        elif any(letter.object_id == case.pk and letter.due_at > now - DOUBLE_CLICK for letter in recent):
            return
        letters.post(kind=CONFIRM_LETTER, object_id=case.pk, now=now)


def confirm(*, case_id: UUID, now: datetime) -> Case:
    """Open the request that a mailed link confirms; return it, or the open request that it is added to.

    A use that the person can end at any time ends in the same transaction (GDPR Art. 7(3), 21(3)).
    Raises ``WrongState`` if it was confirmed before and ``Case.DoesNotExist`` if it was deleted.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        contact = Contact.objects.select_for_update().get(case=case)
        _lock_address(contact.email)
        if case.state != State.UNVERIFIED:
            raise WrongState
        case.confirmed_at = now
        already = Contact.objects.of(contact.email).filter(right=case.right, is_open=True).first()
        if already is not None:
            address = contact.email
            main = _join(case, contact, already, now)
            stop_use(case=main, address=address, now=now)
            return main
        case.become(State.OPEN)
        case.retain_until = None
        case.save()
        contact.is_open, contact.retain_until = True, None
        contact.save(update_fields=["is_open", "retain_until"])
        CaseEvent.objects.create(case=case, kind=EventKind.CONFIRMED, at=now)
        letters.post(kind=RECEIVED_LETTER, object_id=case.pk, now=now)
        journal.append(stream="dsar", event="dsar.opened", facts={"case": case.pk, "right": case.right}, now=now)
        stop_use(case=case, address=contact.email, now=now)
    return case


def _join(case: Case, contact: Contact, already: Contact, now: datetime) -> Case:
    """Add a second request to the open request; the clock starts at the earlier receipt."""
    main = Case.objects.select_for_update().get(pk=already.case_id)
    if contact.message and contact.message not in already.message:
        already.message = f"{already.message}\n\n{contact.message}".strip()
        already.save(update_fields=["message"])
    case.become(State.JOINED)
    case.joined_to, case.closed_at, case.retain_until = main, now, retention_end("dsar.contact", now)
    case.save()
    contact.delete()
    if case.received_at < main.received_at and main.extended_at is None:
        main.received_at = case.received_at
        main.set_deadline(answer_deadline(case.received_at))
        main.save(update_fields=["received_at", "target_on", "latest_on"])
    CaseEvent.objects.create(case=main, kind=EventKind.ADDED, at=now)
    return main


def _lock_address(address: str) -> None:
    """Lock an address until the end of the transaction."""
    # Two requests at once would both pass the limit, or both store what should be one request.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dsar {address}"])


def _recent_letters(address: str, now: datetime) -> list[Letter]:
    """Return the confirmation letters to an address of the last 24 hours."""
    # One query for a known and an unknown address: the response time must not differ.
    cases = Contact.objects.of(address).values("case_id")
    return list(Letter.objects.filter(kind=CONFIRM_LETTER, object_id__in=cases, due_at__gt=now - timedelta(days=1)))


def _same_request(right: Right, address: str, message: str) -> Case | None:
    """Return the identical unconfirmed request, so that asking again keeps the first receipt."""
    return Case.objects.filter(
        state=State.UNVERIFIED, right=right, contact__email=address, contact__message=message
    ).first()


def _new_case(right: Right, address: str, message: str, language: str, now: datetime) -> Case:
    ends = retention_end("dsar.unverified", now)
    case = Case(right=right, language=language, received_at=now, retain_until=ends)
    case.set_deadline(answer_deadline(now))
    case.save()
    Contact.objects.create(case=case, email=address, message=message, right=right, retain_until=ends)
    CaseEvent.objects.create(case=case, kind=EventKind.ASKED, at=now)
    return case
