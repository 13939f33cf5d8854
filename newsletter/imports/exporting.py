"""The list of subscribers as a file for the controller: those who have confirmed, and the evidence of it."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions.operations import STREAM
from privacy.documents.spreadsheets import csv_text
from privacy.journal import operations as journal
from privacy.staff.consequences import Consequences

HEAD = (
    "email",
    "language",
    "topics",
    "status",
    "optin_time",
    "confirm_time",
    "source",
    "revision",
    "consent_text_sha256",
)
_CHUNK = 2000


def consequences() -> Consequences:
    """Return what taking the list out does."""
    count = Subscription.objects.active().count()
    return Consequences(
        lines=(
            _("The addresses of %(count)s people leave this site in a file that you answer for.") % {"count": count},
            _("Who has not confirmed and who has left is not in it."),
            _("Who leaves after this is still in your file: do not write to anybody from it later."),
        )
    )


def note(*, by: AbstractBaseUser | None, now: datetime) -> None:
    """Write into the journal that the list was taken out, by whom and how long it was."""
    facts: journal.Facts = {"rows": Subscription.objects.active().count(), "staff": by.pk if by else None}
    journal.append(stream=STREAM, event="newsletter.exported", facts=facts, now=now)


def lines() -> Iterator[str]:
    """Yield the file piece by piece, whatever its length."""
    yield csv_text([HEAD])
    rows = Subscription.objects.active().select_related("imported_consent").order_by("pk")
    piece = list[tuple[str, ...]]()
    for row in rows.iterator(chunk_size=_CHUNK):
        piece.append(_line(row))
        if len(piece) == _CHUNK:
            yield csv_text(piece)
            piece = []
    yield csv_text(piece)


def _line(row: Subscription) -> tuple[str, ...]:
    evidence = getattr(row, "imported_consent", None)
    confirmed = evidence.given_at if evidence else row.confirmed_at
    return (
        str(row.email), row.language, " ".join(row.topics), "active", row.requested_at.isoformat(),
        confirmed.isoformat() if confirmed else "", evidence.source if evidence else row.form,
        str(row.revision or ""), row.consent_sha256,
    )  # fmt: skip
