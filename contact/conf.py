"""``CONTACT`` in the site's settings."""

from dataclasses import dataclass

from privacy.conf import declare_settings, read_settings


@dataclass(frozen=True, kw_only=True)
class ContactSettings:
    """Keys of ``CONTACT``, with their defaults."""

    largest_ebook: int = 15_000_000  # bytes; LARGEST_STAFF_BODY bounds what can be sent at all
    trial_days: int = 30  # that the form of staff proposes
    trial_reminder_days: int = 5  # before the end of a trial; 0: nobody is reminded


def contact_settings() -> ContactSettings:
    """Return the settings of the ways in."""
    return read_settings("CONTACT", ContactSettings)


declare_settings("CONTACT", ContactSettings)
