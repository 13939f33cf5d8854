"""When the letter that confirms a request may be sent: an address gets only so many, and no request is silenced.

Beyond the letters of a day an address gets one in ``BETWEEN_TURNS``, with the links of all requests that wait. The
first request of a sender on its day need not wait for that, up to ``MOST_WITH_FIRSTS``: it may be the owner's, when all
before were somebody else's (docs/decisions/0026).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dsar.cases.enums import UNCONFIRMED, Right
from dsar.cases.models import Case, Contact
from privacy.addresses.limits import counted_with
from privacy.addresses.normal import Address, normalise_address
from privacy.letters.enums import Allowance
from privacy.letters.errors import LetterWaits
from privacy.letters.models import Letter, LetterQuerySet

CONFIRM_LETTER = "dsar.confirm"
CONFIRM_CLAIM_LETTER = "dsar.confirm_claim"  # to who asks for somebody else
# Enough to ask under every right once in one sitting.
MOST_LETTERS_A_DAY = len(Right)
MOST_WITH_FIRSTS = 3 * MOST_LETTERS_A_DAY
# Less than an hour, so that whoever asks gets the letter within the hour.
BETWEEN_TURNS = timedelta(minutes=50)
MOST_IN_A_LETTER = 20
DOUBLE_CLICK = timedelta(minutes=5)
_DAY = timedelta(days=1)
# So long a letter that another worker is about to compose is not due again.
_CLAIMED = timedelta(minutes=3)
_NEXT_TICK = timedelta(minutes=1)


def take_turn(case: Case, now: datetime) -> list[Case] | None:
    """Count the letter that confirms a request; return the other requests whose links it is to have, usually none.

    None: it is not to be sent, because a letter to the same address has the link already, or the link of a request in
    the same words within ``DOUBLE_CLICK``. Raises ``LetterWaits``. Called again after a failure, the letter counts
    once.
    """
    with transaction.atomic():
        contact = Contact.objects.get(case=case)
        address = normalise_address(contact.email)
        lock_address(address)
        contact.refresh_from_db()
        if contact.mailed_with is not None:
            return _companions(case) if contact.mailed_with == case.pk else None
        if _is_repeated(case, contact):
            return None
        mailed = Contact.objects.filter(counted_with(address), mailed_with=F("case_id"), mailed_at__gt=now - _DAY)
        count = mailed.count()
        if count < MOST_LETTERS_A_DAY or (count < MOST_WITH_FIRSTS and _is_first(case.pk)):
            _mark([case.pk], case, now)
            return _companions(case)
        latest = max(at for at in mailed.values_list("mailed_at", flat=True) if at is not None)
        if latest + BETWEEN_TURNS > now:
            raise LetterWaits(latest + BETWEEN_TURNS)
        waiting = _waiting(case, address, now)
        if waiting and waiting[0].contact.email != contact.email:
            raise LetterWaits(now + _NEXT_TICK)  # the letter to another tag of the mailbox comes first, and at once
        others = [other for other in waiting if other.contact.email == contact.email and other.pk != case.pk]
        _mark([case.pk, *(other.pk for other in others)], case, now)
        return _companions(case)


def share_letter(contact: Contact, first: Case) -> None:
    """Let a request that was just stored be confirmed by the letter of another one of the same form."""
    Contact.objects.filter(pk=contact.pk).update(mailed_with=first.pk, mailed_at=first.received_at)


def lock_address(address: Address) -> None:
    """Lock what the limit counts as one address until the end of the transaction."""
    # Two requests at once would both pass the limit, or both store what should be one request.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dsar {address.counted}"])


def earlier_identical(case: Case, contact: Contact) -> QuerySet[Case]:
    """Return the unconfirmed requests in the same words from the same address that were received before."""
    # Of two in the same moment, the id decides which is the earlier: both must agree.
    before = Q(received_at__lt=case.received_at) | Q(received_at=case.received_at, pk__lt=case.pk)
    return _same_words(case, contact).filter(before)


def _same_words(case: Case, contact: Contact) -> QuerySet[Case]:
    # What somebody else asked in the person's name is another request, which only its own mandate opens.
    same = Case.objects.filter(state__in=UNCONFIRMED, right=contact.right, mandate_claim=None).exclude(pk=case.pk)
    return same.filter(contact__in=Contact.objects.like(contact).filter(message=contact.message))


def _is_repeated(case: Case, contact: Contact) -> bool:
    """Tell whether a letter has the link of a request in the same words that was received just before or after."""
    if case.asked_with is not None:
        # The letter is about all requests of the form, which may be others than those of the form before.
        return False
    near = Q(received_at__gt=case.received_at - DOUBLE_CLICK, received_at__lt=case.received_at + DOUBLE_CLICK)
    return _same_words(case, contact).filter(near, contact__mailed_with__isnull=False).exists()


def _is_first(case_id: UUID) -> bool:
    return _letters(Allowance.FIRST).filter(object_id=case_id).exists()


def _letters(*allowances: Allowance) -> LetterQuerySet:
    return Letter.objects.filter(kind=CONFIRM_LETTER, allowance__in=allowances)


def _waiting(case: Case, address: Address, now: datetime) -> list[Case]:
    """Return what waits for the address: requests that are first of their senders before others, newest first."""
    letters = _letters(*Allowance).filter(object_id=OuterRef("pk")).unsent()
    # What its sender's limit holds back is not due and stays so.
    due = Exists(letters.filter(due_at__lte=now + _CLAIMED))
    first = Exists(letters.filter(allowance=Allowance.FIRST))
    waiting = Case.objects.filter(counted_with(address, "contact__email"), state__in=UNCONFIRMED)
    waiting = waiting.filter(Q(due) | Q(pk=case.pk), contact__mailed_with=None).select_related("contact")
    return list(waiting.annotate(is_first=first).order_by("-is_first", "-received_at", "pk")[:MOST_IN_A_LETTER])


def _companions(case: Case) -> list[Case]:
    return list(
        Case.objects.filter(contact__mailed_with=case.pk, state__in=UNCONFIRMED)
        .exclude(pk=case.pk)
        .order_by("-received_at", "pk")
    )


def _mark(case_ids: Iterable[UUID], case: Case, now: datetime) -> None:
    Contact.objects.filter(case__in=list(case_ids)).update(mailed_with=case.pk, mailed_at=now)
