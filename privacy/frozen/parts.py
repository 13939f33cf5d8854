"""The parts of a frozen register, one for each section; another app registers a part of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from privacy.frozen.rows import (
    AcceptedGap,
    Change,
    Controller,
    Purpose,
    RetentionRule,
    Right,
    Service,
    Statement,
    StorageItem,
    Vendor,
)
from privacy.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one section freezes: lists of rows, and single values."""

    def lists(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Yield the kind and the rows of each list."""
        for one in fields(self):
            if isinstance(value := getattr(self, one.name), tuple):
                yield one.name, value


# By the key of the section that freezes it: what is in a revision can be read without that section.
kinds: Registry[str, type[Part]] = Registry("part of the frozen register")


@kinds.register("privacy")
@dataclass(frozen=True, slots=True, kw_only=True)
class Core(Part):
    """What belongs to no other app: controller, purposes, recipients, retention, statements."""

    controller: Controller = field(default_factory=Controller)
    purposes: tuple[Purpose, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    retention_rules: tuple[RetentionRule, ...] = ()
    statements: tuple[Statement, ...] = ()
    accepted_gaps: tuple[AcceptedGap, ...] = ()


@kinds.register("consent")
@dataclass(frozen=True, slots=True, kw_only=True)
class Storage(Part):
    """What a browser may load and store: ``own`` is the site's, ``months`` how long an answer lasts.

    ``privacy`` shows it and does not import the app that freezes it.
    """

    months: int | None = None
    own: tuple[StorageItem, ...] = ()
    services: tuple[Service, ...] = ()
    changes: tuple[Change, ...] = ()

    def everything(self) -> Iterator[StorageItem]:
        """Yield every item, the site's own first."""
        yield from self.own
        for service in self.services:
            yield from service.items


@kinds.register("dsar")
@dataclass(frozen=True, slots=True, kw_only=True)
class Rights(Part):
    """The rights as the policy lists them."""

    rights: tuple[Right, ...] = ()
