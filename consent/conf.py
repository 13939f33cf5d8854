"""``CONSENT`` in the site's settings: every key has a default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from privacy.conf import declare_settings, read_settings


@dataclass(frozen=True, kw_only=True)
class ConsentSettings:
    """``CONSENT``: the question, the gate and the audit."""

    choice_months: int = 6  # a choice lasts so long, a no as long as a yes (LAW C-16, C-17: at most 12)
    # A bound on records and on the journal; a sender is a network, /24 or /56. Refusals and withdrawals have none.
    consents_in_ten_minutes: int = 2_000  # per sender
    consents_a_day_per_sender: int = 20_000
    consents_a_day: int = 200_000  # of the whole site; the first of each sender are taken all the same
    audit_weekly: bool = False  # visit our own pages every week with a browser, in every state of consent
    audit_at_once: int = 4  # browsers at the same time, about 250 MB each
    audit_folder: str | Path = "audit"  # where reports are written
    stand_ins: bool = False  # development only: local scripts in place of the vendors', whose hosts no page may reach
    stand_in_answers: str = (
        ""  # development only: the dotted name of what answers for the vendors in an audit's browser
    )
    # Requests of people are carried out in vendors' systems where there are credentials; without, by mail or hand.
    hubspot_url: str = "https://api.hubapi.com"
    hubspot_token: str = ""
    hotjar_url: str = "https://api.hotjar.io"
    hotjar_organisation: str = ""
    hotjar_client_id: str = ""
    hotjar_client_secret: str = ""
    further_cookies: Mapping[str, int] = field(default_factory=dict)  # the site sets them itself; seconds they last
    install_browser: str = "pip install playwright && apt-get install chromium"  # what staff are told without a browser
    find_browser: str | Path = ""  # a program that prints the path of a Chromium; empty: one in PATH


def consent_settings() -> ConsentSettings:
    """Return ``CONSENT``."""
    return read_settings("CONSENT", ConsentSettings)


declare_settings("CONSENT", ConsentSettings)
