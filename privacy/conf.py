"""The settings of the apps: one dictionary each in the site's settings, with a default for all that can have one.

``PRIVACY = {"BASE_URL": "https://www.example.com"}``: a key is the name of a field in capitals. Paths may be strings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from privacy.registry import Registry
from privacy.system_checks import system_check

Settings = TypeVar("Settings")
# The promises that the code of privacy, consent and dsar checks by itself.
CORE_PROMISES = Path(__file__).resolve().parent / "register" / "promises" / "catalogue.toml"
_kinds: Registry[str, type] = Registry("settings dictionary")
_read: dict[str, tuple[object, Any]] = {}


@dataclass(frozen=True, kw_only=True)
class PrivacySettings:
    """``PRIVACY``: the register, the policy, the promises, retention, the journal."""

    # --- The site ---
    base_url: str = "http://127.0.0.1:8000"  # without a slash at the end
    mail_domain: str = ""  # of Message-ID; empty: the host of base_url
    country: str = ""  # whose public holidays move a deadline; empty: the controller’s
    pages: Mapping[str, str] = field(default_factory=dict)  # public pages of the site: what each is, and its view
    page_titles: Mapping[str, str] = field(default_factory=dict)  # of pages that visits are counted for
    # Facts of the controller that no seed can know: organisation_number, address, phone. Empty: a gap that staff see.
    controller: Mapping[str, str] = field(default_factory=dict)
    is_aimed_at_children: bool = False
    consent_age: int = 13  # from which children answer for themselves (LAW C-33; popplyl. § 5: 13)
    accounting_year_ends: int = 12  # a month; rules for bookkeeping count from there (bokføringsloven § 13)

    # --- What a register begins with, and the promises that are known ---
    seed_file: str | Path = ""  # for seed_site without an argument
    our_seed: str | Path = ""  # a seed that the site brings along; seed_site loads it again without asking
    basis_files: Sequence[str | Path] = ()  # rows that every register of the site needs, besides those of the apps
    promises_files: Sequence[str | Path] = (CORE_PROMISES,)  # what the site promises; of two of an id the later counts
    law_map_file: str | Path = ""

    # --- Staff ---
    ask_for_proof: str = ""  # of a function: what staff.proof calls before an act that must not be an intruder's

    # --- Retention and recipients ---
    retention_most_rows: int = 100_000  # a run that would end more stops and asks; each rule may say otherwise
    retention_most_percent: int = 50
    # So many days somebody's look at a list counts; older turns a recipient amber (LAW T-05, T-06, T-03).
    adequacy_checked_days: int = 90
    framework_checked_days: int = 30
    sub_processors_checked_days: int = 365
    may_read_private_addresses: bool = False  # lists of sub-processors; for tests

    # --- Limits of what public forms set off; a sender is a network, /24 or /56. Each form counts by itself ---
    mails_an_hour_per_sender: int = 5  # to addresses that the sender has not written for before on the day
    mails_an_hour_hasty: int = 2  # the same, where nobody can have read the form
    mails_an_hour: int = 500  # of the whole site
    mails_freed_by_confirmation: int = 3  # that were held back, when somebody confirms what the same sender sent
    # Far above what people do, 200 of an office at once among them: a bound on rows and on the journal.
    posts_in_ten_minutes: int = 600  # per sender
    posts_a_day_per_sender: int = 3_000
    posts_a_day: int = 20_000  # of the whole site; the first of each sender are taken all the same
    unusual_held_mails: int = 20  # in an hour: staff get a mail
    unusual_refused_posts: int = 20

    # --- Mails that come in: by the provider's webhook, or from a mailbox. Off while there is no address ---
    inbound_address: str = ""  # customer service; answers come back to it with a tag: name+TAG@
    inbound_largest: int = 25_000_000  # bytes of a mail; of a larger one only the head is kept
    inbound_largest_file: int = 5_000_000  # bytes of an attachment
    # The name of our own mail server in Authentication-Results; empty: what such a header says is not believed.
    inbound_authserv: str = ""
    imap_host: str = ""  # empty: no mailbox is read
    imap_port: int = 993
    imap_security: str = "ssl"  # or starttls, or none
    imap_user: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"
    imap_moved_to: str = ""  # a folder for what was fetched; empty: it is deleted, and lies here alone

    # --- The policy and the numbers of visits ---
    announcement_days: int = 30  # the site tells everybody so long that the policy has changed in a way that matters
    smallest_cell: int = 5  # smaller numbers are shown to nobody
    smallest_shared: int = 10  # what a partner gets counts at least so many in each row

    # --- The journal's daily head ---
    journal_key: str = ""  # Ed25519, 64 hexadecimal digits
    journal_public_keys: Sequence[str] = ()  # of keys that were rotated out
    journal_heads: Sequence[str] = ()  # folders, and addresses that take PUT: places off this machine
    journal_heads_token: str = ""
    # Each night compares with the tables what is new in the journal, and one of so many shares of all that is older.
    journal_compared_nights: int = 7

    # --- What a restore must not undo; backups ---
    erasure_ledger: str | Path = ""  # a file outside the database and its backup; needed
    erasure_ledger_copy: str | Path = ""
    backup_folder: str | Path = ""
    backup_days: int = 30
    backup_most: int = 40  # so many are kept at the most
    backup_every_hours: int = 24
    drill_every_days: int = 7  # the newest backup is restored into a scratch database, to see that it can be
    web_database_url: str = ""  # the address that web and worker use, where it is another than the owner's

    @property
    def domain(self) -> str:
        """Return the domain of our mails."""
        return self.mail_domain or urlsplit(self.base_url).hostname or "localhost"


def read_settings(name: str, kind: type[Settings]) -> Settings:
    """Return a dictionary of the site's settings as its dataclass; read anew when the site has set another."""
    given = getattr(settings, name, None)
    if name not in _read or _read[name][0] is not given:
        known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
        rows = given.items() if isinstance(given, Mapping) else ()
        values = {key.lower(): value for key, value in rows if key.lower() in known}
        _read[name] = (given, kind(**values))
    value: Settings = _read[name][1]
    return value


def declare_settings(name: str, kind: type) -> None:
    """Let the system checks refuse what the dictionary does not know."""
    _kinds.add(name, kind)


def privacy_settings() -> PrivacySettings:
    """Return ``PRIVACY``."""
    return read_settings("PRIVACY", PrivacySettings)


@system_check("privacy.E012")
def check_settings(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Every key of the apps' dictionaries is one that they read, and its value of the kind that they expect."""
    return [
        Error(fault, hint=f"{name} knows: {', '.join(_keys(kind))}.", id="privacy.E012")
        for name, kind in _kinds.items()
        for fault in _faults(name, kind)
    ]


def _faults(name: str, kind: type) -> list[str]:
    given = getattr(settings, name, {})
    if not isinstance(given, Mapping):
        return [f"{name} is no dictionary."]
    expected = {field.name.upper(): field.default for field in fields(kind)}
    faults = [f"{name} has a key that nothing reads: {key}." for key in given if key not in expected]
    for key, value in given.items():
        default = expected.get(key)
        if isinstance(default, bool | int) and type(value) is not type(default):
            faults.append(f"{name}[{key!r}] is {value!r}, and not of the kind {type(default).__name__}.")
    return faults


def _keys(kind: type) -> list[str]:
    return [field.name.upper() for field in fields(kind)]


declare_settings("PRIVACY", PrivacySettings)
