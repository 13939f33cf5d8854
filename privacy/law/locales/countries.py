"""Facts of countries, as data: time zone, supervisory authority, national law, age of consent.

Read without Django, because the settings ask for the time zone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("countries.toml")


@dataclass(frozen=True, kw_only=True)
class Country:
    """What is known of a country; an empty fact has to be asked for."""

    code: str
    time_zone: str = ""
    authority: str = ""
    authority_url: str = ""
    complaint_url: str = ""
    law: str = ""
    consent_age: int | None = None

    @property
    def where_to_complain(self) -> str:
        """Return the address of the authority's page for complaints, or else of its website."""
        return self.complaint_url or self.authority_url


@cache
def known() -> Mapping[str, Country]:
    """Return the countries of the table by ISO 3166 code."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: Country(code=code, **row) for code, row in rows.items()}


def find(code: str) -> Country:
    """Return a country; of one that is not in the table only the code is known."""
    return known().get(code.upper()) or Country(code=code.upper())
