"""``DSAR`` in the site's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from privacy.conf import declare_settings, read_settings


@dataclass(frozen=True, kw_only=True)
class DsarSettings:
    """``DSAR``: requests for personal data."""

    # Between the approval of an erasure and its beginning; the person may call it off meanwhile. 0: it begins at once.
    cooling_off_hours: int = 24
    taken_in_days_back: int = 180  # so long ago a letter that staff write down may have arrived
    contact_cooling_days: int = 30  # after its address changed a copy or an erasure waits so long; 0: it does not
    mandate_wait_days: int = 7  # so long the person can say no before a representative gets a copy or an erasure
    export_identity: str = ""  # age identity (AGE-SECRET-KEY-…) that copies are encrypted to at rest; needed
    # With whom people may prove who they are: issuer, client_id, client_secret, name, and the recipient's key in the
    # register. Empty: nobody is asked to, and no page offers it.
    identity_provider: Mapping[str, str] = field(default_factory=dict)
    identity_cookie: str = "pv_identity"  # binds such a proof to the browser that began it
    allows_canary: bool = False  # plant_canary may write an invented person; never in production


def dsar_settings() -> DsarSettings:
    """Return ``DSAR``."""
    return read_settings("DSAR", DsarSettings)


declare_settings("DSAR", DsarSettings)
