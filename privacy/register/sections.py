"""Sections of the register: each app loads, freezes and checks its own section, and registers it with ``add``.

``privacy`` renders and freezes the sections of other apps without importing them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from privacy.register.frozen.parts import Part
from privacy.registry import Registry

Load = Callable[[Mapping[str, Any], datetime], None]
Freeze = Callable[[datetime], Part]
Gaps = Callable[[], list[str]]
Objections = Callable[[], list[str]]
SeedRow = tuple[type[Model], tuple[str, ...]]


def _none() -> list[str]:
    return []


@dataclass(frozen=True, kw_only=True)
class Section:
    """The section of an app in the register.

    ``load(seed, now)`` creates or updates rows from the whole seed; it is idempotent.
    ``freeze(now)`` returns the content for a revision, in all languages, as the part that is registered under ``key``
    in ``privacy.register.frozen.parts``.
    ``gaps()`` returns the missing facts, in the active language.
    ``objections()`` returns the reasons why the draft must not be published, in the active language.
    ``models`` maps each list of frozen rows to its model, for links from a row to its form.
    ``seeds`` maps each kind of row in a seed file to its model and the columns that identify a row; a kind with a
    single row has no such columns.
    ``writes`` maps a kind to the function that writes its rows to a seed; by default their fields are written.
    ``tables`` maps the name of a table to its template. A statement includes the table with ``{table:NAME}`` on a
    separate line; the template gets ``section`` (the frozen part), ``register`` (the whole register) and ``language``.
    ``tells`` maps the name of a table to the kinds of row that it shows completely.
    """

    key: str
    order: int
    load: Load
    freeze: Freeze
    gaps: Gaps
    objections: Objections = _none
    tables: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, type[Model]] = field(default_factory=dict)
    tells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seeds: Mapping[str, SeedRow] = field(default_factory=dict)
    writes: Mapping[str, Callable[[Any], dict[str, Any]]] = field(default_factory=dict)


def _claims(section: Section) -> Iterator[str]:
    """Yield the names that no other section may use."""
    # Statements refer to a table, and seeds to a kind of row, without the name of the section.
    yield from (f"the table {name}" for name in section.tables)
    yield from (f"the seed rows {kind}" for kind in section.seeds)


registry: Registry[str, Section] = Registry("section", order=lambda _key, section: section.order, claims=_claims)


def add(section: Section) -> None:
    """Register a section."""
    registry.add(section.key, section)


def all_sections() -> Iterator[Section]:
    """Yield the registered sections in their order."""
    yield from registry.values()


def seed_rows() -> dict[str, SeedRow]:
    """Return the model and the identifying columns of each kind of row in a seed."""
    return {kind: row for section in all_sections() for kind, row in section.seeds.items()}
