"""``NEWSLETTER`` in the site's settings."""

from dataclasses import dataclass

from privacy.conf import declare_settings, read_settings


@dataclass(frozen=True, kw_only=True)
class NewsletterSettings:
    """Keys of ``NEWSLETTER``, with their defaults."""

    # A mailbox in which staff read unsubscriptions; if empty, the List-Unsubscribe header has the link only.
    unsubscribe_address: str = ""


def newsletter_settings() -> NewsletterSettings:
    """Return the newsletter's settings."""
    return read_settings("NEWSLETTER", NewsletterSettings)


declare_settings("NEWSLETTER", NewsletterSettings)
