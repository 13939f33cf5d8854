"""What a visitor can say yes to under the revision in force: built once for each revision, no query."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings

from consent.adapters.adapter import Adapter, adapters
from consent.gate.cookie import LETTERS, Choice
from consent.gate.errors import NothingToChoose
from consent.services.enums import OPTIONAL, Category, Change, DeletableBy, StorageKind
from privacy.law.deadlines import Period
from privacy.recipients.enums import TransferStatus
from privacy.register import in_force

RECORD_RULE = "consent.record"

_NOT_PLAIN = re.compile(r"[^\w.*/-]", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that a service stores, as frozen."""

    name: str
    kind: str
    domain: str
    category: str
    deletable_by: str

    @property
    def is_ours_to_clear(self) -> bool:
        return self.category != Category.NECESSARY and self.deletable_by in (DeletableBy.PAGE, DeletableBy.SERVER)


def _source(names: Iterable[str]) -> str:
    """Return a regular expression that means these names, ``*`` standing for any characters, here and in a browser.

    Commas, spaces and quotes would break the list that the gate reads, so any one character may stand for them.
    """
    found = dict.fromkeys(_NOT_PLAIN.sub("?", name) for name in names)
    one_by_one = (".*".join(re.escape(part).replace(r"\?", ".") for part in name.split("*")) for name in found)
    return "|".join(one_by_one)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_source(names) or "(?!)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One optional service: what the register says of it, and whether this site may and can run it."""

    key: str
    category: str
    since: int
    is_allowed: bool
    site_id: str
    adapter: Adapter | None
    is_startable: bool
    hosts: Mapping[str, list[str]]
    items: tuple[Item, ...]
    facts: Mapping[str, Any] = field(repr=False)
    vendor: Mapping[str, Any] = field(repr=False)
    purposes: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    @property
    def is_running(self) -> bool:
        """Tell whether pages carry it: its transfer has something to stand on (LAW T-07), and it can be started.

        One without an adapter needs no id: it is content of a page, such as a film (``{% gated %}``). One whose
        adapter this version does not have does not run.
        """
        return self.is_allowed and self.is_startable

    def is_granted(self, choice: Choice | None) -> bool:
        """Tell whether a choice covers it: the category, and a revision no older than its last material change."""
        return bool(choice and self.is_allowed and choice.granted_under(self.category) >= self.since)

    @cached_property
    def pattern(self) -> str:
        """The names it stores here, as the source of a regular expression; empty when there is nothing to clear."""
        return _source(item.name for item in self.items if item.is_ours_to_clear)

    @cached_property
    def sets(self) -> re.Pattern[str]:
        """The cookies that it is declared to set."""
        return _pattern(item.name for item in self.items if item.kind == StorageKind.COOKIE)

    @cached_property
    def names(self) -> re.Pattern[str]:
        return re.compile(self.pattern or "(?!)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that changed with a revision and matters to those who said yes before (LAW C-18)."""

    revision: int
    kind: Change
    service: Offered
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def for_gate(self) -> str:
        """The revision, after the letter of the category that must be granted for it to matter; - for everybody."""
        return f"{'-' if self.kind == Change.PURPOSE else LETTERS[self.service.category]}{self.revision}"

    def concerns(self, choice: Choice) -> bool:
        """Tell whether this choice is older, and would otherwise be read as an answer to this."""
        under = choice.granted_under(self.service.category)
        if max(choice.revision, under) >= self.revision:
            return False
        return self.kind == Change.PURPOSE or under > 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Offer:
    """Everything that a page, the middleware and an operation need to know about one revision."""

    snapshot: in_force.Snapshot
    services: tuple[Offered, ...]
    months: int
    rendered: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def revision(self) -> int:
        return self.snapshot.number

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """The categories that can be said yes to: those with a service that may run."""
        asked = {service.category for service in self.services if service.is_allowed}
        return tuple(category for category in OPTIONAL if category in asked)

    @cached_property
    def news(self) -> tuple[News, ...]:
        """What changed in the last revisions, newest first."""
        by_key = {one.key: one for one in self.services if one.is_allowed}
        told = self.snapshot.content.get("consent", {}).get("changes", [])
        return tuple(
            News(revision=one["revision"], kind=Change(one["kind"]), service=by_key[one["service"]], facts=one)
            for one in sorted(told, key=lambda one: -one["revision"])
            if one["service"] in by_key and one["category"] == by_key[one["service"]].category
        )

    @cached_property
    def changes_for_gate(self) -> str:
        return " ".join(dict.fromkeys(one.for_gate for one in self.news))

    @cached_property
    def for_gate(self) -> str:
        """What the gate must know of each service: key, letter of the category, since, names to clear."""
        return ",".join(
            f"{one.key} {LETTERS[one.category] if one.is_allowed else '!'} {one.since}"
            f" {f'^(?:{one.pattern})$' if one.pattern else '(?!)'}"
            for one in self.services
        )

    @cached_property
    def hosts(self) -> Mapping[str, list[str]]:
        """The hosts of the services that run, by CSP directive."""
        found: dict[str, list[str]] = {}
        for service in self.services:
            for kind, hosts in service.hosts.items() if service.is_running else ():
                found.setdefault(f"{kind}-src", []).extend(hosts)
        return found

    def is_complete(self, choice: Choice) -> bool:
        """Tell whether nothing has come up since that this choice does not answer."""
        return not self.changed_for(choice)

    def changed_for(self, choice: Choice) -> frozenset[str]:
        """Return the categories in which something changed that this choice does not answer."""
        return frozenset(one.service.category for one in self.news if one.concerns(choice))

    def to_clear(self, names: Collection[str], choice: Choice | None) -> Iterator[str]:
        """Yield those cookie names that belong to a service which is not granted."""
        refused = [service.names for service in self.services if not service.is_granted(choice)]
        return (name for name in names if any(pattern.fullmatch(name) for pattern in refused))

    def may_set(self, name: str, choice: Choice | None) -> bool:
        """Tell whether our own answers may set this cookie: declared, and necessary or granted by this browser.

        A register without a part about storage declares nothing and forbids nothing.
        """
        if "consent" not in self.snapshot.content:
            return True
        if self._own.fullmatch(name.removeprefix("__Host-").removeprefix("__Secure-")):
            return True
        return any(one.is_granted(choice) and one.sets.fullmatch(name) for one in self.services)

    @cached_property
    def _own(self) -> re.Pattern[str]:
        section = self.snapshot.content.get("consent", {})
        necessary = [one for one in section.get("services", []) if one["category"] == Category.NECESSARY]
        items = [*section.get("own", []), *(item for one in necessary for item in one["items"])]
        return _pattern(item["name"] for item in items if item["kind"] == StorageKind.COOKIE)

    def expires_at(self, now: datetime) -> datetime:
        """Return when a choice made now must be asked again: the same for a yes and a no (LAW C-16, C-17)."""
        return Period(months=self.months).end(now)

    def retain_until(self, start: datetime) -> datetime:
        """Return when a record that stopped counting at ``start`` must be gone, by the rule in force."""
        for rule in self.snapshot.content["privacy"]["retention_rules"]:
            if rule["key"] == RECORD_RULE:
                return Period(
                    days=rule["days"], months=rule["months"], months_after_year=rule.get("months_after_year")
                ).end(start)
        raise NothingToChoose


_built: Offer | None = None
_built_for: tuple[object, ...] = ()


def current() -> Offer | None:
    """Return what is on offer now, or None before the first publication."""
    global _built, _built_for
    snapshot = in_force.current()
    if snapshot is None:
        return None
    wanted = (snapshot.number, snapshot.sha256, snapshot.halted)
    if _built is None or _built_for != wanted:
        _built, _built_for = _build(snapshot), wanted
    return _built


def required() -> Offer:
    """Return what is on offer now. Raises ``NothingToChoose``."""
    if (offer := current()) is None:
        raise NothingToChoose
    return offer


def _build(snapshot: in_force.Snapshot) -> Offer:
    section = snapshot.content.get("consent", {})
    privacy = snapshot.content.get("privacy", {})
    vendors = {vendor["key"]: vendor for vendor in privacy.get("vendors", [])}
    purposes = {purpose["key"]: purpose for purpose in privacy.get("purposes", [])}
    return Offer(
        snapshot=snapshot,
        months=section.get("months", settings.CHOICE_MONTHS),
        services=tuple(
            _offered(service, vendors[service["vendor"]], purposes, snapshot.halted)
            for service in section.get("services", [])
            if service["category"] != Category.NECESSARY
        ),
    )


def _offered(
    service: Mapping[str, Any],
    vendor: Mapping[str, Any],
    purposes: Mapping[str, Mapping[str, Any]],
    halted: Collection[str],
) -> Offered:
    adapter = adapters.get(service["adapter"])
    return Offered(
        key=service["key"],
        category=service["category"],
        since=service["since"],
        is_allowed=vendor["transfer_status"] != TransferStatus.RED and vendor["key"] not in halted,
        site_id=service.get("site_id", ""),
        adapter=adapter,
        is_startable=adapter.accepts(service.get("site_id", "")) if adapter else not service["adapter"],
        hosts=service["hosts"],
        items=tuple(
            Item(**{name: item[name] for name in ("name", "kind", "domain", "category", "deletable_by")})
            for item in service["items"]
        ),
        facts=service,
        purposes=tuple(purposes[key] for key in service.get("purposes", ()) if key in purposes),
        vendor=vendor,
    )
