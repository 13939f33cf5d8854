"""Receive and confirm requests."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from dsar.cases import clock
from dsar.cases.enums import UNCONFIRMED, Channel, EventKind, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.files import CaseFile
from dsar.cases.journalled import STREAM, receipt_facts
from dsar.cases.letter_turns import CONFIRM_LETTER, earlier_identical, lock_address, share_letter
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.cases.opening import follow
from dsar.cases.stopping import stop_use
from privacy.addresses.normal import normalise_address
from privacy.intake.limits.mails import free_held, post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end

RECEIVED_LETTER = "dsar.received"


def ask(
    *,
    right: Right,
    address: str,
    message: str,
    language: str,
    now: datetime,
    sender: Sender | None = None,
    received_at: datetime | None = None,
    channel: Channel = Channel.FORM,
) -> None:
    """Store a request and post the letter with a link that confirms it; see ``ask_several``."""
    ask_several(
        rights=[right],
        address=address,
        message=message,
        language=language,
        now=now,
        sender=sender,
        received_at=received_at,
        channel=channel,
    )


def ask_several(
    *,
    rights: Sequence[Right],
    address: str,
    message: str,
    language: str,
    now: datetime,
    sender: Sender | None = None,
    organisation: str = "",
    received_at: datetime | None = None,
    channel: Channel = Channel.FORM,
) -> None:
    """Store a request under each right and post one letter, whose link confirms them together (LAW D-21).

    ``organisation`` is the customer through whom somebody uses a product: it decides, and we pass the request on.
    ``received_at``: when the person asked, if that was before, such as by mail; the time of the answer counts from it.
    Every request is stored. When its letter is sent is decided by ``take_turn`` when a worker composes it.
    """
    # Looks up nothing and does the same writes for a new, a known, a waiting and a limited address, so that neither the
    # answer nor the time it takes tells one from another (LAW D-40, X-35).
    address = normalise_address(address)
    slot = take_slot(form="dsar.ask", sender=sender, address=address, now=now)
    asked_with = uuid4() if len(rights) > 1 else None
    with transaction.atomic():
        first: Case | None = None
        for right in rights:
            words = message if right.takes_message else ""
            received = Case(right=right, language=language, received_at=received_at or now, asked_with=asked_with)
            received.channel = channel
            contact = Contact(case=received, email=address, message=words, organisation=organisation, right=right)
            case = _store(received, contact, now)
            if first is None:
                first = case
                post_in_slot(slot, kind=CONFIRM_LETTER, object_id=case.pk, now=now)
            else:
                share_letter(contact, first)
            journal.append(stream=STREAM, event="dsar.asked", facts=receipt_facts(case, contact), now=now)


def add_address(*, case: Case, address: str, now: datetime, sender: Sender | None = None) -> None:
    """Ask the same with another address of the person, who confirms it there; the time counts from the first request.

    What is held under an address is handed out to that address only, whoever says that it is the same person's.
    Raises ``WrongState`` if the request was not confirmed, or was made for a customer's data.
    """
    address = normalise_address(address)
    slot = take_slot(form="dsar.ask", sender=sender, address=address, now=now)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.confirmed_at is None or case.state in (State.DISOWNED, State.JOINED) or case.pass_on_by is not None:
            raise WrongState
        if case.asked_with is None:
            case.asked_with = uuid4()
            case.save(update_fields=["asked_with"])
        another = Case(
            right=case.right, language=case.language, received_at=case.counts_from, asked_with=case.asked_with
        )
        contact = Contact(case=another, email=address, right=case.right)
        _store(another, contact, now)
        post_in_slot(slot, kind=CONFIRM_LETTER, object_id=another.pk, now=now)
        CaseEvent.objects.create(case=case, kind=EventKind.ADDRESS_ADDED, at=now)
        journal.append(stream=STREAM, event="dsar.asked", facts=receipt_facts(another, contact), now=now)


def asked_together(case: Case) -> list[Case]:
    """Return the requests of one form with the same address, this one first."""
    contact = Contact.objects.filter(case=case).first()
    if case.asked_with is None or contact is None:
        return [case]
    others = Case.objects.filter(asked_with=case.asked_with, contact__email=contact.email).exclude(pk=case.pk)
    return [case, *others.order_by("received_at", "right")]


def other_addresses(case: Case) -> list[Contact]:
    """Return the requests under the same right that the person made with other addresses, from this one's page."""
    if case.asked_with is None:
        return []
    others = Contact.objects.filter(case__asked_with=case.asked_with, right=case.right).exclude(case=case)
    return list(others.select_related("case").order_by("case__received_at", "email"))


def confirm(*, case_id: UUID, now: datetime) -> Case:
    """Open the request that a mailed link confirms, and those of the same form; return it, or what it is added to.

    A use that the person can end at any time ends in the same transaction (GDPR Art. 7(3), 21(3)).
    Raises ``WrongState`` if it was confirmed before and ``Case.DoesNotExist`` if it was deleted.
    """
    with transaction.atomic():
        # Locked in one order, or two links that are pressed at once, or a letter that is being composed, would wait for
        # each other: the address, as ``take_turn`` does, then the requests.
        case = Case.objects.get(pk=case_id)
        if case.state not in UNCONFIRMED:
            raise WrongState
        lock_address(normalise_address(Contact.objects.get(case=case).email))
        keys = sorted(other.pk for other in asked_together(case))
        cases = {locked.pk: locked for locked in Case.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        if case_id not in cases:
            raise Case.DoesNotExist
        if cases[case_id].state not in UNCONFIRMED:
            raise WrongState
        waiting = [cases[pk] for pk in (case_id, *keys) if cases[pk].state in UNCONFIRMED]
        results = [open_or_join(case=case, now=now) for case in dict.fromkeys(waiting)]
        opened = [case for case, is_new in results if is_new]
        if opened:
            letters.post(kind=RECEIVED_LETTER, object_id=opened[0].pk, now=now)
    return results[0][0]


def open_or_join(*, case: Case, now: datetime, event: EventKind | None = EventKind.CONFIRMED) -> tuple[Case, bool]:
    """Open a request that the caller has locked; return it or what it is added to, and whether it was opened.

    ``event`` is the line of its history; None if the caller has written one.
    """
    contact = Contact.objects.select_for_update().get(case=case)
    # Somebody read a mail that the sender caused: so it is no stranger to everybody it writes for.
    free_held(object_id=case.pk, now=now)
    _keep_first_receipt(case, contact)
    case.confirmed_at = now
    already = Contact.objects.like(contact).filter(is_open=True).first()
    if already is not None:
        address = contact.email
        main = _join(case, contact, already, now)
        stop_use(case=main, address=address, now=now)
        return main, False
    case.become(State.OPEN)
    case.retain_until = None
    case.save()
    contact.is_open, contact.retain_until = True, None
    contact.save(update_fields=["is_open", "retain_until"])
    if event is not None:
        CaseEvent.objects.create(case=case, kind=event, at=now)
    facts = receipt_facts(case, contact)
    journal.append(stream=STREAM, event="dsar.opened", facts=facts, now=now)
    stop_use(case=case, address=contact.email, now=now)
    follow(case, contact, now)
    return case, True


def _join(case: Case, contact: Contact, already: Contact, now: datetime) -> Case:
    """Add a second request to the open request; the clock starts at the earlier receipt."""
    main = Case.objects.select_for_update().get(pk=already.case_id)
    if contact.message and contact.message not in already.message:
        already.message = f"{already.message}\n\n{contact.message}".strip()
        already.save(update_fields=["message"])
    case.become(State.JOINED)
    case.joined_to, case.closed_at, case.retain_until = main, now, retention_end("dsar.contact", now)
    case.save()
    CaseFile.objects.filter(case=case).update(case=main)
    contact.delete()
    if case.received_at < main.received_at and main.extended_at is None:
        main.received_at = case.received_at
        main.set_deadline(clock.deadline(main, now=now))
        main.save(update_fields=["received_at", "target_on", "latest_on"])
    CaseEvent.objects.create(case=main, kind=EventKind.ADDED, at=now)
    facts = receipt_facts(main, already) | {"added": case.pk}
    journal.append(stream=STREAM, event="dsar.added", facts=facts, now=now)
    return main


def _keep_first_receipt(case: Case, contact: Contact) -> None:
    """Let a request that was sent several times count from its first receipt."""
    first = earlier_identical(case, contact).order_by("received_at").first()
    if first is not None:
        case.received_at = first.received_at
        case.set_deadline(clock.without_pauses(case))


def _store(case: Case, contact: Contact, now: datetime) -> Case:
    # The time to confirm begins when the link is sent.
    case.retain_until = contact.retain_until = retention_end("dsar.unverified", now)
    clock.start(case)
    case.pass_on_by = clock.day_to_pass_on(case) if contact.organisation else None
    case.save()
    contact.save(force_insert=True)
    CaseEvent.objects.create(case=case, kind=EventKind.ASKED, at=now)
    return case
