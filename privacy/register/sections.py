"""Sections of the register: what an app understands, it loads, freezes and questions.

``privacy`` renders and freezes sections that it does not import; each app calls ``add`` for its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from privacy.frozen.parts import Part
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
    """One app's part of the register.

    ``load(seed, now)`` creates or updates rows from the whole seed (idempotent); ``freeze(now)`` returns what a
    revision keeps, in every language, as the kind of part that is registered under ``key`` (``privacy.frozen.parts``);
    ``gaps()`` names, in the active language, the facts that are missing.
    ``objections()`` names, in the active language, what in the draft forbids publishing it.
    ``models`` names the model behind each list of frozen rows, so that staff are led from a row to its form.
    ``seeds`` names, for each kind of row in a seed file, its model and the columns that tell its rows apart; none where
    there is a single row.
    ``writes`` says how a row of such a kind is written to a seed, where that is not simply its fields.
    ``tables`` maps a name, which a statement of the policy can call for on a line of its own as ``{table:NAME}``, to
    the template that renders it; the template gets ``section`` (the frozen part), ``register`` (all of it) and
    ``language``. ``tells`` says which kinds of row each of these tables shows, all of them.
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
    """Yield what no other section may have: a statement calls for a table by its name alone, a seed for its rows."""
    yield from (f"the table {name}" for name in section.tables)
    yield from (f"the seed rows {kind}" for kind in section.seeds)


registry: Registry[str, Section] = Registry("section", order=lambda _key, section: section.order, claims=_claims)


def add(section: Section) -> None:
    """Contribute a section to the register."""
    registry.add(section.key, section)


def all_sections() -> Iterator[Section]:
    """Yield the sections in their order."""
    yield from registry.values()


def seed_rows() -> dict[str, SeedRow]:
    """Return, for each kind of row in a seed, its model and the columns that tell its rows apart."""
    return {kind: row for section in all_sections() for kind, row in section.seeds.items()}
