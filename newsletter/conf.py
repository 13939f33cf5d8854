"""``NEWSLETTER`` in the site's settings."""

from dataclasses import dataclass

from privacy.conf import declare_settings, read_settings


@dataclass(frozen=True, kw_only=True)
class NewsletterSettings:
    """``NEWSLETTER``."""

    # Where a person reads unsubscriptions that come by mail; empty: the header offers the one-click link alone.
    unsubscribe_address: str = ""


def newsletter_settings() -> NewsletterSettings:
    """Return ``NEWSLETTER``."""
    return read_settings("NEWSLETTER", NewsletterSettings)


declare_settings("NEWSLETTER", NewsletterSettings)
