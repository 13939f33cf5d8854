"""Requests for e-books after a restore: those that came since the backup are taken over, so that the link works."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contact.ebooks.models import Book, BookRequest
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _new(since: datetime) -> list[BookRequest]:
    return list(BookRequest.objects.filter(requested_at__gte=since))


@each
def _carry(request: BookRequest, _now: datetime) -> bool:
    # A book that is newer than the backup has to be uploaded again, under another key.
    return Book.objects.filter(pk=request.book_id).exists() and insert_missing(request)


register_loss("ebooks", 52, LossKind(title=_("requests for e-books"), collect=_new, carry=_carry))
