"""The services offered for consent under the revision in force: built once for each revision, without queries."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from consent.adapters.adapter import Adapter, adapters
from consent.conf import consent_settings
from consent.gate.cookie import LETTERS, Choice
from consent.gate.errors import NothingToChoose
from consent.services.enums import OPTIONAL, Category, Change, DeletableBy, StorageKind
from consent.services.starting import is_startable
from privacy.law.deadlines import Period
from privacy.register import in_force
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.parts import Storage

RECORD_RULE = "consent.record"

_NOT_PLAIN = re.compile(r"[^\w.*/-]", re.ASCII)


def is_ours_to_clear(item: frozen.StorageItem) -> bool:
    """Tell whether a page or our server deletes an item."""
    return item.category != Category.NECESSARY and item.deletable_by in (DeletableBy.PAGE, DeletableBy.SERVER)


def _source(names: Iterable[str]) -> str:
    """Return a regular expression for these names, valid in Python and in a browser; ``*`` matches any characters.

    Commas, spaces and quotes would break the list that the gate reads, so any single character may replace them.
    """
    patterns = dict.fromkeys(_NOT_PLAIN.sub("?", name) for name in names)
    one_by_one = (".*".join(re.escape(part).replace(r"\?", ".") for part in name.split("*")) for name in patterns)
    return "|".join(one_by_one)


_NO_NAME = re.compile("(?!)")


def _declared(items: Iterable[frozen.StorageItem]) -> Mapping[str, re.Pattern[str]]:
    """Return the declared names of each kind of storage, as one expression."""
    names: dict[str, list[str]] = {}
    for item in items:
        names.setdefault(item.kind, []).append(item.name)
    return {kind: re.compile(_source(of_kind), re.ASCII) for kind, of_kind in names.items()}


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An optional service: its register entry, and whether this site may and can run it."""

    is_allowed: bool
    is_startable: bool
    adapter: Adapter | None
    facts: frozen.Service = field(repr=False)
    vendor: frozen.Vendor = field(repr=False)
    purposes: tuple[frozen.Purpose, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        return self.facts.key

    @property
    def category(self) -> str:
        return self.facts.category

    @property
    def since(self) -> int:
        return self.facts.since

    @property
    def site_id(self) -> str:
        return self.facts.site_id

    @property
    def hosts(self) -> Mapping[str, tuple[str, ...]]:
        return self.facts.hosts

    @property
    def items(self) -> tuple[frozen.StorageItem, ...]:
        return self.facts.items

    @property
    def is_running(self) -> bool:
        """Tell whether pages load it: its transfer has a legal basis (LAW T-07), and it can be started.

        A service without an adapter needs no id: it is embedded content, such as a film (``{% gated %}``). A service
        whose adapter is missing in this version does not run.
        """
        return self.is_allowed and self.is_startable

    def is_granted(self, choice: Choice | None) -> bool:
        """Tell whether it runs and a choice covers it.

        That takes the category, and a revision no older than its last material change.
        """
        return bool(choice and self.is_running and choice.granted_under(self.category) >= self.since)

    @cached_property
    def pattern(self) -> str:
        """The names that it stores here, as the source of a regular expression; empty if there is nothing to clear."""
        return _source(item.name for item in self.items if is_ours_to_clear(item))

    @cached_property
    def names(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII) if self.pattern else _NO_NAME

    @cached_property
    def declared(self) -> Mapping[str, re.Pattern[str]]:
        """The names that it is declared to store, by kind of storage."""
        return _declared(self.items)


@dataclass(frozen=True, kw_only=True)
class News:
    """A change made by a revision that matters to those who consented before (LAW C-18)."""

    revision: int
    kind: Change
    service: Offered
    facts: frozen.Change

    @property
    def for_gate(self) -> str:
        """The revision, after the letter of the category whose grant makes it relevant; ``-`` means every visitor."""
        return f"{'-' if self.kind == Change.PURPOSE else LETTERS[self.service.category]}{self.revision}"

    def concerns(self, choice: Choice) -> bool:
        """Tell whether this choice is older than the change and would otherwise be read as an answer to it."""
        under = choice.granted_under(self.service.category)
        if max(choice.revision, under) >= self.revision:
            return False
        return self.kind == Change.PURPOSE or under > 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Offer:
    """The facts of a revision that a page, the middleware and an operation need."""

    snapshot: in_force.Snapshot
    services: tuple[Offered, ...]
    months: int
    rendered: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def revision(self) -> int:
        return self.snapshot.number

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """The categories open to consent: those with a service that runs. Where nothing would run, nobody is asked."""
        asked = {service.category for service in self.services if service.is_running}
        return tuple(category for category in OPTIONAL if category in asked)

    @cached_property
    def news(self) -> tuple[News, ...]:
        """The changes of the last revisions, newest first."""
        by_key = {service.key: service for service in self.services if service.is_running}
        changes = self.snapshot.register.part(Storage).changes
        return tuple(
            News(revision=change.revision, kind=Change(change.kind), service=by_key[change.service], facts=change)
            for change in sorted(changes, key=lambda change: -change.revision)
            if change.service in by_key and change.category == by_key[change.service].category
        )

    @cached_property
    def changes_for_gate(self) -> str:
        return " ".join(dict.fromkeys(news.for_gate for news in self.news))

    @cached_property
    def for_gate(self) -> str:
        """What the gate must know of each service: key, category, since, names to clear."""
        return ",".join(
            f"{service.key} {service.category if service.is_running else '!'} {service.since}"
            f" {f'^(?:{service.pattern})$' if service.pattern else '(?!)'}"
            for service in self.services
        )

    @cached_property
    def hosts(self) -> Mapping[str, list[str]]:
        """The hosts of the services that run, by CSP directive; none where stand-ins run in their place."""
        by_directive: dict[str, list[str]] = {}
        if consent_settings().stand_ins:
            return by_directive
        for service in self.services:
            for kind, hosts in service.hosts.items() if service.is_running else ():
                by_directive.setdefault(f"{kind}-src", []).extend(hosts)
        return by_directive

    def is_complete(self, choice: Choice) -> bool:
        """Tell whether this choice answers every change made since."""
        return not self.changed_for(choice)

    def changed_for(self, choice: Choice) -> frozenset[str]:
        """Return the categories with a change that this choice does not answer."""
        return frozenset(news.service.category for news in self.news if news.concerns(choice))

    def to_clear(self, names: Collection[str], choice: Choice | None) -> Iterator[str]:
        """Yield the cookie names that belong to a service that is not granted."""
        refused = [service.names for service in self.services if not service.is_granted(choice)]
        return (name for name in names if any(pattern.fullmatch(name) for pattern in refused))

    def may_set(self, name: str, choice: Choice | None) -> bool:
        """Tell whether our own answers may set this cookie: declared, and necessary or granted by this browser."""
        return self._may_store(StorageKind.COOKIE, name.removeprefix("__Host-").removeprefix("__Secure-"), choice)

    def may_run_worker(self, path: str, choice: Choice | None) -> bool:
        """Tell whether a browser may install the background script at this path of the site."""
        return self._may_store(StorageKind.WORKER, path, choice)

    @cached_property
    def has_workers(self) -> bool:
        """Whether the site itself, or a service that runs, declares a background script."""
        running = [service.declared for service in self.services if service.is_running]
        return any(StorageKind.WORKER in declared for declared in (self._own, *running))

    def _may_store(self, kind: StorageKind, name: str, choice: Choice | None) -> bool:
        """Tell whether something is declared, and necessary or granted.

        A register without a section about storage declares nothing and forbids nothing.
        """
        if not self.snapshot.register.has(Storage) or self._own.get(kind, _NO_NAME).fullmatch(name):
            return True
        granted = [service.declared for service in self.services if service.is_granted(choice)]
        return any(declared.get(kind, _NO_NAME).fullmatch(name) for declared in granted)

    @cached_property
    def _own(self) -> Mapping[str, re.Pattern[str]]:
        register = self.snapshot.register
        necessary = [service for service in register.services if service.category == Category.NECESSARY]
        return _declared([*register.own_items, *(item for service in necessary for item in service.items)])

    def expires_at(self, now: datetime) -> datetime:
        """Return when a choice made now must be asked again: the same for consent and refusal (LAW C-16, C-17)."""
        return Period(months=self.months).end(now)

    def retain_until(self, start: datetime) -> datetime:
        """Return when a record that ended at ``start`` must be deleted, by the rule in force."""
        for rule in self.snapshot.register.retention_rules:
            if rule.key == RECORD_RULE:
                return Period(days=rule.days, months=rule.months, months_after_year=rule.months_after_year).end(start)
        raise NothingToChoose


_built: Offer | None = None
_built_for: tuple[object, ...] = ()


def current() -> Offer | None:
    """Return the current offer, or None before the first publication."""
    global _built, _built_for
    snapshot = in_force.current()
    if snapshot is None:
        return None
    wanted = (snapshot.number, snapshot.sha256, snapshot.halted)
    if _built is None or _built_for != wanted:
        _built, _built_for = _build(snapshot), wanted
    return _built


def required() -> Offer:
    """Return the current offer. Raises ``NothingToChoose``."""
    if (offer := current()) is None:
        raise NothingToChoose
    return offer


def _build(snapshot: in_force.Snapshot) -> Offer:
    register = snapshot.register
    vendors = {vendor.key: vendor for vendor in register.vendors}
    purposes = {purpose.key: purpose for purpose in register.purposes}
    months = register.part(Storage).months
    return Offer(
        snapshot=snapshot,
        months=consent_settings().choice_months if months is None else months,
        services=tuple(
            _offered(service, vendors[service.vendor], purposes, snapshot.halted)
            for service in register.services
            if service.category != Category.NECESSARY
        ),
    )


def _offered(
    service: frozen.Service,
    vendor: frozen.Vendor,
    purposes: Mapping[str, frozen.Purpose],
    halted: Collection[str],
) -> Offered:
    return Offered(
        is_allowed=vendor.may_run and vendor.key not in halted,
        is_startable=is_startable(service),
        adapter=adapters.get(service.adapter),
        facts=service,
        purposes=tuple(purposes[key] for key in service.purposes or () if key in purposes),
        vendor=vendor,
    )
