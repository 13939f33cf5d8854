"""The rows of a frozen register, one dataclass for each kind.

A text in several languages maps language codes to texts; dates are ISO 8601 strings; choices have the values of the
models. A field that was added after the first revision has a default, so that older revisions can be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from privacy.law.countries import EEA
from privacy.law.durations import Duration
from privacy.register.frozen.codec import omitted_if

Text = Mapping[str, str]
Names = tuple[str, ...]

# The values of TransferStatus, which this module cannot import.
VERIFIED, UNVERIFIED = "green", "amber"
PROMISED, OTHERWISE, LEFT_OUT = "text", "otherwise", "none"


def no_text() -> Text:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """A row that statements and other rows can refer to, as ``kind/key``."""

    key: str

    @property
    def label(self) -> Text | str:
        """The name of the row for people: a text in several languages, or a plain name."""
        return self.key

    @property
    def is_in_notice(self) -> bool:
        """Whether the notice must show the row, if its kind has a table."""
        return True

    @property
    def is_halted(self) -> bool:
        """Whether the row is switched off."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """The controller (GDPR Art. 4(7))."""

    name: str = ""
    contact_email: str = ""
    country: str = ""
    authority_name: str = ""
    authority_url: str = ""
    organisation_number: str = ""
    address: str = ""
    phone: str = ""
    officer: str = ""
    officer_contact: str = ""
    runs_itself: Names = field(default=(), metadata=omitted_if(lambda row: not row.runs_itself))


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose(Keyed):
    """A purpose of processing. ``covers`` names the cookies, services, categories and forms that serve it."""

    title: Text = field(default_factory=no_text)
    description: Text = field(default_factory=no_text)
    data: Text = field(default_factory=no_text)
    subjects: Text = field(default_factory=no_text)
    legal_basis: str = ""
    legal_note: Text = field(default_factory=no_text)
    is_voluntary: Text = field(default_factory=no_text)
    covers: Names = ()

    @property
    def label(self) -> Text | str:
        return self.title or self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A transfer to one country outside the EEA: its transfer tool, and the kind of exposure to that country.

    ``is_documented`` is false if the tool is only said to carry the transfer.
    """

    kind: str
    country: str
    tool: str = ""
    status: str = ""
    is_documented: bool = field(default=False, metadata=omitted_if(lambda leg: not leg.is_documented))

    @property
    def known_tool(self) -> str:
        """The tool if it is documented; empty otherwise, because then it must not be published as a fact."""
        return self.tool if self.is_documented or self.status == VERIFIED else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Acceptance of transfers that are not verified: the role of who accepted them, the reason and the last day."""

    role: Text = field(default_factory=no_text)
    reason: Text = field(default_factory=no_text)
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor(Keyed):
    """A recipient. ``engaged_by`` is the key of the recipient that engages it, if it is a sub-processor.

    ``legs`` are its transfers outside the EEA, and ``transfer_status`` includes those of its sub-processors.
    ``is_halted`` is true if the recipient, or the recipient that engages it, is switched off. ``acceptance`` is there
    if its transfers are not verified and a member of staff has accepted that.
    """

    name: str = ""
    legal_entity: str = ""
    organisation_id: str = ""
    role: str = ""
    does: Text = field(default_factory=no_text)
    purposes: Names = ()
    data_categories: Text = field(default_factory=no_text)
    subject_categories: Text = field(default_factory=no_text)
    storage_countries: Names = ()
    access_countries: Names = ()
    parent_country: str = ""
    tool: str = ""
    notice_url: str = ""
    list_url: str = ""
    agreement_on: str | None = None
    arrangement: Text = field(default_factory=no_text)
    legs: tuple[Leg, ...] = ()
    transfer_status: str = ""
    engaged_by: str = ""
    is_halted: bool = False
    supplies: Names = field(default=(), metadata=omitted_if(lambda row: not row.supplies))
    acceptance: Acceptance | None = field(default=None, metadata=omitted_if(lambda row: row.acceptance is None))

    @property
    def label(self) -> Text | str:
        return self.name or self.key

    @property
    def is_verified(self) -> bool:
        """Whether all its transfers were verified at the publication."""
        return self.transfer_status == VERIFIED

    @property
    def may_run(self) -> bool:
        """Whether pages may load its services: the transfers are verified, or a member of staff accepted them."""
        return self.is_verified or (self.transfer_status == UNVERIFIED and self.acceptance is not None)

    @property
    def countries(self) -> set[str]:
        """The countries of storage, of access and of the parent company."""
        return {*self.storage_countries, *self.access_countries, self.parent_country} - {""}

    @property
    def is_outside_eea(self) -> bool:
        """Whether storage, access or the parent company is outside the EEA (LAW T-02)."""
        return bool(self.countries - EEA)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule(Keyed):
    """The retention period of one kind of data. ``is_in_notice`` is that of its purpose."""

    title: Text = field(default_factory=no_text)
    trigger: Text = field(default_factory=no_text)
    period: Text = field(default_factory=no_text)
    days: int | None = None
    months: int | None = None
    months_after_year: int | None = None
    action: str = ""
    anonymise_reason: str = ""
    legal_source: str = ""
    purpose: str = ""
    is_in_notice: bool = True

    @property
    def label(self) -> Text | str:
        return self.title or self.key

    @property
    def lengths(self) -> set[Duration]:
        """Each length of time that bounds how long the rows stay."""
        days = {Duration.of(self.days, "day")} if self.days is not None else set()
        months = {length for length in (self.months, self.months_after_year) if length is not None}
        return days | {Duration.of(length, "month") for length in months}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Keyed):
    """A passage of the policy. ``published`` says which of its texts was chosen; empty before the choice."""

    section: str = ""
    text: Text = field(default_factory=no_text)
    otherwise: Text = field(default_factory=no_text)
    promises: Names = ()
    rows: Names = ()
    conditions: Names = ()
    published: str = field(default="", metadata=omitted_if(lambda row: not row.published))

    @property
    def is_shown(self) -> bool:
        """Whether the statement is published, with either text."""
        return self.published != LEFT_OUT

    @property
    def is_promise(self) -> bool:
        """Whether ``text`` is published, or no text is chosen yet."""
        return self.published in ("", PROMISED)

    @property
    def words(self) -> Text:
        """The chosen text; ``text`` before the choice, and empty if the statement is left out."""
        if self.is_promise:
            return self.text
        return self.otherwise if self.published == OTHERWISE else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedGap:
    """A linter finding that is published anyway: the reason, the person responsible, and the last day."""

    gap: str
    reason: str = ""
    decided_by: str = ""
    decided_on: str = ""
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageItem:
    """An item that is stored in browsers, such as a cookie. Lifetimes are in seconds; None is unknown."""

    kind: str = ""
    name: str
    domain: str = ""
    party: str = ""
    lifetime_seconds: int | None = None
    documented_seconds: int | None = None
    category: str = ""
    description: Text = field(default_factory=no_text)
    source_url: str = ""
    verified_on: str | None = None
    deletable_by: str = ""
    published_name: str = ""
    justification: Text = field(default_factory=no_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Keyed):
    """A service that a page may load, with the items it stores. ``since`` is the revision of its last material change.

    ``purposes`` is None in revisions that were published before services had purposes.
    """

    category: str = ""
    name: str = ""
    purposes: Names | None = None
    description: Text = field(default_factory=no_text)
    data: Text = field(default_factory=no_text)
    hosts: Mapping[str, Names] = field(default_factory=dict)
    adapter: str = ""
    site_id: str = ""
    script_url: str = ""
    script_attributes: Mapping[str, Any] = field(default_factory=dict)
    stop_call: str = ""
    stop_arguments: tuple[Any, ...] = ()
    revoke_method: str = ""
    opt_out_url: str = ""
    vendor: str = ""
    items: tuple[StorageItem, ...] = ()
    since: int = 0

    @property
    def label(self) -> Text | str:
        return self.name or self.key


def _is_no_lifetime(change: "Change") -> bool:
    return change.before is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A material change of a service for visitors who consented to it: its revision, kind and details."""

    revision: int
    service: str
    category: str = ""
    kind: str = ""
    purposes: Names = field(default=(), metadata=omitted_if(lambda row: not row.purposes))
    countries: Names = field(default=(), metadata=omitted_if(lambda row: not row.countries))
    item: str = field(default="", metadata=omitted_if(lambda row: not row.item))
    before: int | None = field(default=None, metadata=omitted_if(_is_no_lifetime))
    after: int | None = field(default=None, metadata=omitted_if(_is_no_lifetime))  # None: unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Right(Keyed):
    """A right of data subjects."""

    title: Text = field(default_factory=no_text)
    text: Text = field(default_factory=no_text)
    law: Text = field(default_factory=no_text)

    @property
    def label(self) -> Text | str:
        return self.title or self.key
