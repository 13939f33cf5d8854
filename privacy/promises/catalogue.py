"""The promises that are known by number: what each says in short, of which kind it is, and the law behind it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from privacy.conf import privacy_settings
from privacy.promises.enums import PromiseKind

HOME = "NO"
_NORWEGIAN = re.compile(r"(personopplysnings|ekom|markedsførings)lov")


@dataclass(frozen=True, kw_only=True)
class Known:
    """One promise of the catalogue. ``looks`` says what its check looks at, for readers who read no code."""

    id: str
    kind: PromiseKind
    text: Mapping[str, str]
    law: tuple[str, ...]
    looks: Mapping[str, str] = field(default_factory=dict)

    def law_in(self, country: str) -> tuple[str, ...]:
        """Return the law behind it where a controller is: acts of Norway bind one in Norway alone."""
        return tuple(one for one in self.law if country == HOME or not _NORWEGIAN.match(one))


def number(promise_id: str) -> int:
    """Return the number of a promise, by which it is ordered."""
    return int(promise_id.lstrip("P"))


def known() -> Mapping[str, Known]:
    """Return every promise that the site makes by its id, in the order of the numbers."""
    return read(*map(Path, privacy_settings().promises_files))


@cache
def read(*paths: Path) -> Mapping[str, Known]:
    """Return the promises of some files; of two with the same id the later file's counts."""
    rows: dict[str, Any] = {}
    for path in paths:
        rows |= tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _known(name, rows[name]) for name in sorted(rows, key=number)}


def _known(name: str, row: Mapping[str, Any]) -> Known:
    return Known(
        id=name,
        kind=PromiseKind(row["kind"]),
        text=row["text"],
        law=tuple(row["law"]),
        looks=row.get("looks", {}),
    )
