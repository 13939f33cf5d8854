"""``NEWSLETTER`` in the site's settings."""

from collections.abc import Sequence
from dataclasses import dataclass

from privacy.conf import declare_settings, read_settings


@dataclass(frozen=True, kw_only=True)
class NewsletterSettings:
    """Keys of ``NEWSLETTER``, with their defaults."""

    # A mailbox in which staff read unsubscriptions; if empty, the List-Unsubscribe header has the link only.
    unsubscribe_address: str = ""
    # Keys of the suppression list, the newest first; they are not in the database. Without one there is no list.
    suppression_keys: Sequence[str] = ()
    # Whoever left is erased after so many days, if the retention rule allows no less.
    erased_after_days: int = 7
    # A link to the settings opens them for so many days, and then sends a fresh one by mail; one to leave always works.
    settings_link_days: int = 30
    # Requests to confirm that leave in an hour when a list is imported.
    imported_requests_an_hour: int = 5000
    # What the mail provider takes; 0 is no limit. Workers together keep to the numbers of a second and of 24 hours.
    batch: int = 100  # mails that a worker has in hand at most
    mails_a_second: float = 0
    mails_a_day: int = 0
    # A header by which the provider sends a message once, such as Resend-Idempotency-Key: then a mail of which nobody
    # knows whether it left is sent again by itself.
    idempotency_header: str = ""
    # So many issues that came back, in so many days, for reasons that may pass, count as a mailbox that is gone.
    soft_bounces: int = 3
    soft_bounce_days: int = 90
    # A mail provider whose list of blocked addresses is compared each night, such as postmark; empty: none.
    provider: str = ""
    provider_url: str = "https://api.postmarkapp.com"
    provider_stream: str = "broadcast"
    provider_token: str = ""


def newsletter_settings() -> NewsletterSettings:
    """Return the newsletter's settings."""
    return read_settings("NEWSLETTER", NewsletterSettings)


declare_settings("NEWSLETTER", NewsletterSettings)
