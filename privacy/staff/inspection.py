"""Registry of what an authority asks for in an inspection: parts of one bundle, each from the noun that holds it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise

from privacy.documents.spreadsheets import csv_text
from privacy.law.deadlines import end_of
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is asked for: ``day`` for what held on a day, ``first`` to ``last`` for what happened, both inclusive.

    ``service`` and ``receipt`` narrow the consents: the key of a service, and the number of one consent.
    """

    day: date
    first: date
    last: date
    language: str
    now: datetime
    service: str = ""
    receipt: str = ""

    @property
    def period(self) -> tuple[datetime, datetime]:
        """Return the first moment of the period, and the first one after it."""
        return end_of(self.first - timedelta(days=1)), end_of(self.last)


@dataclass(frozen=True, kw_only=True)
class BundleFile:
    """A file of the bundle."""

    name: str
    content: bytes


Make = Callable[[Scope], Iterable[BundleFile]]


@dataclass(frozen=True, kw_only=True)
class InspectionPart:
    """A part: its place, its title, what it says in a sentence, and the permission that it needs."""

    order: int
    title: str | Promise
    about: str | Promise
    permission: str
    make: Make


parts: Registry[str, InspectionPart] = Registry("part of an inspection", order=lambda _key, part: part.order)


def inspection_part(
    key: str, *, order: int, title: str | Promise, about: str | Promise, permission: str
) -> Callable[[Make], Make]:
    """Register the decorated function, which returns the files of a part."""

    def register(make: Make) -> Make:
        parts.add(key, InspectionPart(order=order, title=title, about=about, permission=permission, make=make))
        return make

    return register


def table(name: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> BundleFile:
    """Return a CSV file that opens in spreadsheets as it is; times in UTC."""
    lines = ([_cell(cell) for cell in row] for row in (head, *rows))
    # The mark at the start tells spreadsheets that the text is UTF-8.
    return BundleFile(name=f"{name}.csv", content=("\ufeff" + csv_text(lines)).encode())


def document(name: str, content: Any) -> BundleFile:
    """Return a JSON file."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    return BundleFile(name=f"{name}.json", content=(text + "\n").encode())


def text(name: str, lines: Iterable[object]) -> BundleFile:
    """Return a plain text file."""
    return BundleFile(name=f"{name}.txt", content=("\n".join(str(line) for line in lines) + "\n").encode())


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
