"""Keep the files of e-books, publish them, and mail links to them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.text import slugify

from contact.ebooks.book_files import kind_of
from contact.ebooks.errors import LinkUsedUp, NotPublishable
from contact.ebooks.models import Book, BookFile, BookRequest
from privacy.addresses.limits import counted_with
from privacy.addresses.normal import Address, normalise_address
from privacy.intake.limits.mails import post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.journal import operations as journal
from privacy.register.languages.fields import in_language
from privacy.retention.queries import retention_end

STREAM = "ebooks"
LINK_LETTER = "ebooks.link"
LINK_LASTS = timedelta(days=7)
MOST_MAILS_A_DAY = 3  # to one mailbox
# Norwegian letters as Norwegians write them in addresses; slugify would drop them.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a", "ß": "ss"})


def complete_address(book: Book) -> None:
    """Give a book without an address one from its title; a number makes it the only one."""
    if book.address:
        return
    wanted = slugify(in_language(book.title).translate(_LETTERS))[:50].strip("-_") or "e-book"
    taken = set(Book.objects.filter(address__startswith=wanted).exclude(pk=book.pk).values_list("address", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 4))
    book.address = next(address for address in (wanted, *numbered) if address not in taken and leads_to_book(address))


def leads_to_book(address: str) -> bool:
    """Tell whether the page of a book can have this address: another page may, in some language."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            if resolve(reverse("ebooks:book", args=[address])).url_name != "book":
                return False
    return True


@transaction.atomic
def keep_file(*, book: Book, language: str, content: bytes) -> BookFile:
    """Keep a file; it replaces the book's file of its kind and language. Raises ``FileRefused``."""
    kept, _is_new = BookFile.objects.update_or_create(
        book=book, language=language, kind=kind_of(content), defaults={"size": len(content), "content": content}
    )
    return kept


@transaction.atomic
def publish(*, book: Book, staff_id: int, now: datetime) -> None:
    """Show a book to everybody. Raises ``NotPublishable`` for one without a title or without a file."""
    if not any(book.title.values()) or not book.files.exists():
        raise NotPublishable
    book.published_at = now
    book.save(update_fields=["published_at"])
    journal.append(stream=STREAM, event="ebooks.published", facts={"book": book.pk, "staff": staff_id}, now=now)


@transaction.atomic
def withdraw(*, book: Book, staff_id: int, now: datetime) -> None:
    """List a book no more. Links that were mailed work until they expire."""
    book.published_at = None
    book.save(update_fields=["published_at"])
    journal.append(stream=STREAM, event="ebooks.withdrawn", facts={"book": book.pk, "staff": staff_id}, now=now)


def ask(*, book: Book, address: str, language: str, sender: Sender, now: datetime) -> BookRequest:
    """Store a request for a link by mail, and post its letter. Raises ``InvalidAddress``."""
    # Does the same writes for every address; whether the mail is sent is decided when a worker composes it (LAW X-35).
    mailbox = normalise_address(address)
    slot = take_slot(form=LINK_LETTER, sender=sender, address=mailbox, now=now, dropped_at=now + LINK_LASTS)
    with transaction.atomic():
        request = BookRequest.objects.create(
            book=book,
            title=in_language(book.title, language),
            email=mailbox,
            language=language,
            requested_at=now,
            retain_until=retention_end("ebooks.request", now),
        )
        post_in_slot(slot, kind=LINK_LETTER, object_id=request.pk, now=now)
        facts: journal.Facts = {"request": request.pk, "book": book.pk}
        journal.append(stream=STREAM, event="ebooks.asked", facts=facts, now=now)
    return request


@transaction.atomic
def answer_request(*, request_id: UUID, now: datetime) -> BookRequest | None:
    """Count the mail that answers a request, and return the request; None if no mail is sent.

    Called again after a failure, the mail counts once.
    """
    request = BookRequest.objects.select_related("book").filter(pk=request_id).first()
    if request is None or request.requested_at + LINK_LASTS <= now:
        return None
    if request.mailed_at is None:
        if not _may_mail(normalise_address(request.email), now):
            return None
        request.mailed_at = now
        request.save(update_fields=["mailed_at"])
    return request


def _may_mail(address: Address, now: datetime) -> bool:
    """Tell whether an address, with all its tags, may have one more mail on this day; lock it until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ebooks {address.counted}"])
    lately = BookRequest.objects.filter(counted_with(address), mailed_at__gt=now - timedelta(days=1))
    return lately.count() < MOST_MAILS_A_DAY


def book_of(*, request_id: UUID) -> Book:
    """Return the book that a mailed link leads to. Raises ``LinkUsedUp``."""
    request = BookRequest.objects.select_related("book").filter(pk=request_id).first()
    if request is None:
        raise LinkUsedUp
    return request.book
