"""The promises that are known by number: what each says in short, of which kind it is, and the law behind it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from privacy.promises.enums import PromiseKind

HOME = "NO"
_NORWEGIAN = re.compile(r"(personopplysnings|ekom|markedsførings)lov")


@dataclass(frozen=True, kw_only=True)
class CataloguedPromise:
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


def all_promises() -> Mapping[str, CataloguedPromise]:
    """Return every promise of the catalogue by its id, in the order of the numbers."""
    return _read(Path(settings.PROMISES_FILE))


@cache
def _read(path: Path) -> Mapping[str, CataloguedPromise]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _known(name, rows[name]) for name in sorted(rows, key=number)}


def _known(name: str, row: Mapping[str, Any]) -> CataloguedPromise:
    return CataloguedPromise(
        id=name,
        kind=PromiseKind(row["kind"]),
        text=row["text"],
        law=tuple(row["law"]),
        looks=row.get("looks", {}),
    )
