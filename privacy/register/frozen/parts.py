"""Parts of a frozen register, one for each section. Other apps register their own parts here."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from privacy.register.frozen.codec import omitted_if
from privacy.register.frozen.rows import (
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
    """The frozen content of one section: lists of rows, and single values."""

    def lists(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Yield the kind and the rows of each list."""
        for declared in fields(self):
            if isinstance(value := getattr(self, declared.name), tuple):
                yield declared.name, value


# By the key of the section, so that an old revision can be parsed after its section is removed.
kinds: Registry[str, type[Part]] = Registry("part of the frozen register")


@kinds.register("privacy")
@dataclass(frozen=True, slots=True, kw_only=True)
class Core(Part):
    """The part of the ``privacy`` app: controller, purposes, recipients, retention rules and statements.

    ``sentences`` are the promising sentences of the site outside the policy.
    """

    controller: Controller = field(default_factory=Controller)
    purposes: tuple[Purpose, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    retention_rules: tuple[RetentionRule, ...] = ()
    statements: tuple[Statement, ...] = ()
    sentences: tuple[Statement, ...] = field(default=(), metadata=omitted_if(lambda part: not part.sentences))
    accepted_gaps: tuple[AcceptedGap, ...] = ()


@kinds.register("consent")
@dataclass(frozen=True, slots=True, kw_only=True)
class Storage(Part):
    """Services that a page may load, and the items stored in browsers.

    ``own`` are the items of the site itself; ``months`` is the lifetime of a visitor's choice.
    """

    # Defined here because ``privacy`` shows it and does not import ``consent``, which freezes it.

    months: int | None = None
    own: tuple[StorageItem, ...] = ()
    services: tuple[Service, ...] = ()
    changes: tuple[Change, ...] = ()

    def everything(self) -> Iterator[StorageItem]:
        """Yield every stored item, those of the site itself first."""
        yield from self.own
        for service in self.services:
            yield from service.items


@kinds.register("dsar")
@dataclass(frozen=True, slots=True, kw_only=True)
class Rights(Part):
    """The rights of data subjects, as listed in the policy."""

    rights: tuple[Right, ...] = ()
