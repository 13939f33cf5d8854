"""Catalogue of promises by number: short text, kind and legal source of each."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from privacy.conf import privacy_settings
from privacy.register.promises.enums import PromiseKind

HOME = "NO"
_NORWEGIAN = re.compile(r"(personopplysnings|ekom|markedsførings)lov")


@dataclass(frozen=True, kw_only=True)
class CataloguedPromise:
    """A promise of the catalogue. ``looks`` describes its check for people who do not read code."""

    id: str
    kind: PromiseKind
    text: Mapping[str, str]
    law: tuple[str, ...]
    looks: Mapping[str, str] = field(default_factory=dict)

    def law_in(self, country: str) -> tuple[str, ...]:
        """Return the legal sources in a controller's country; Norwegian acts apply in Norway only."""
        return tuple(source for source in self.law if country == HOME or not _NORWEGIAN.match(source))


def number(promise_id: str) -> int:
    """Return the number of a promise, for ordering."""
    return int(promise_id.lstrip("P"))


def all_promises() -> Mapping[str, CataloguedPromise]:
    """Return every promise that the site makes by its id, in the order of the numbers."""
    return read(*map(Path, privacy_settings().promises_files))


@cache
def read(*paths: Path) -> Mapping[str, CataloguedPromise]:
    """Return the promises of the files by id. A later file overrides promises of earlier files."""
    rows: dict[str, Any] = {}
    for path in paths:
        rows |= tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _parse_promise(name, rows[name]) for name in sorted(rows, key=number)}


def _parse_promise(name: str, row: Mapping[str, Any]) -> CataloguedPromise:
    return CataloguedPromise(
        id=name,
        kind=PromiseKind(row["kind"]),
        text=row["text"],
        law=tuple(row["law"]),
        looks=row.get("looks", {}),
    )
