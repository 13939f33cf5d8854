"""The supervisory authorities of the EEA, by country."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("authorities.toml")


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A supervisory authority, by its own name."""

    name: str
    url: str


def authority_of(country: str) -> Authority | None:
    """Return the authority of a country; None where there are several, or outside the EEA."""
    return _authorities().get(country)


@cache
def _authorities() -> Mapping[str, Authority]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {country: Authority(**row) for country, row in rows.items()}
