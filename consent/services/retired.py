"""Names of storage that their vendor no longer sets: the data of ``retired.toml``, read once."""

import tomllib
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("retired.toml")


@dataclass(frozen=True, kw_only=True)
class RetiredName:
    """Names or patterns that a vendor has not set since a day, and the page where it says so."""

    names: tuple[str, ...]
    vendor: str
    on: date
    source: str


def find(name: str) -> RetiredName | None:
    """Return what is known of a retired name, or None."""
    return next((row for row in _rows() if any(fnmatchcase(name, pattern) for pattern in row.names)), None)


@cache
def _rows() -> tuple[RetiredName, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["retired"]
    return tuple(RetiredName(**row | {"names": tuple(row["names"])}) for row in rows)
