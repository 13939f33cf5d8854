"""The whole frozen register, with parsing from the JSON of a revision and serialization to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from privacy.register.frozen.codec import plain, read
from privacy.register.frozen.parts import Core, Part, Rights, Storage, kinds
from privacy.register.frozen.rows import (
    AcceptedGap,
    Controller,
    Keyed,
    Purpose,
    RetentionRule,
    Right,
    Service,
    Statement,
    StorageItem,
    Vendor,
)

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The content of a revision or of the draft: one part for each section, by the key of the section."""

    parts: Mapping[str, Part] = field(default_factory=dict)

    def has(self, kind: type[Part]) -> bool:
        """Tell whether some section contributed a part of this kind."""
        return any(isinstance(part, kind) for part in self.parts.values())

    def part(self, kind: type[P]) -> P:
        """Return the part of this kind; an empty one where the register has none."""
        return next((part for part in self.parts.values() if isinstance(part, kind)), None) or kind()

    def rows(self) -> dict[str, Keyed]:
        """Return every row that has a key, by ``kind/key``."""
        return {f"{kind}/{row.key}": row for kind, rows in self._lists() for row in rows if isinstance(row, Keyed)}

    def has_rows(self, kind: str) -> bool:
        """Tell whether any part has a row of a kind."""
        return any(rows for name, rows in self._lists() if name == kind)

    def _lists(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        return (rows for part in self.parts.values() for rows in part.lists())

    def with_statements(
        self, statements: tuple[Statement, ...], sentences: tuple[Statement, ...] | None = None
    ) -> "Register":
        """Return a copy of the register with other statements, and other sentences of the site if they are given."""
        core = self.part(Core)
        core = replace(core, statements=statements, sentences=core.sentences if sentences is None else sentences)
        parts = {key: core if isinstance(part, Core) else part for key, part in self.parts.items()}
        return Register(parts=parts)

    @property
    def controller(self) -> Controller:
        return self.part(Core).controller

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        return self.part(Core).purposes

    @property
    def vendors(self) -> tuple[Vendor, ...]:
        return self.part(Core).vendors

    @property
    def retention_rules(self) -> tuple[RetentionRule, ...]:
        return self.part(Core).retention_rules

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.part(Core).statements

    @property
    def sentences(self) -> tuple[Statement, ...]:
        return self.part(Core).sentences

    @property
    def accepted_gaps(self) -> tuple[AcceptedGap, ...]:
        return self.part(Core).accepted_gaps

    @property
    def services(self) -> tuple[Service, ...]:
        return self.part(Storage).services

    @property
    def own_items(self) -> tuple[StorageItem, ...]:
        return self.part(Storage).own

    @property
    def rights(self) -> tuple[Right, ...]:
        return self.part(Rights).rights


def parse(content: Mapping[str, Any]) -> Register:
    """Return the JSON of a revision as a register. Parts of unregistered sections are left out."""
    return Register(parts={key: read(kind, content[key]) for key, kind in kinds.items() if key in content})


def serialize(register: Register) -> dict[str, Any]:
    """Return a register as the JSON that a revision stores and whose digest is published."""
    return {key: plain(part) for key, part in register.parts.items()}
