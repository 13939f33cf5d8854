"""Composer of the mail to staff; the address is read, and the permissions are asked, when it is sent."""

from datetime import datetime
from uuid import UUID

from django.utils import translation

from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.staff_news import emails
from privacy.staff_news.languages import language_of
from privacy.staff_news.models import StaffDigest
from privacy.staff_news.operations import DIGEST_LETTER
from privacy.staff_news.queries import lines


@composes(DIGEST_LETTER)
def staff_digest(digest_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the mail; None if the account is closed or has no address, or nothing of it is left to tell."""
    digest = StaffDigest.objects.select_related("user").filter(pk=digest_id, user__is_active=True).first()
    if digest is None or not digest.user.email:
        return None
    with translation.override(language_of(digest.user)):
        told = lines(digest.user, digest.since, digest.until)
        return emails.digest(digest.user.email, told) if told else None
