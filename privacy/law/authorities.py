"""The supervisory authorities, by country."""

from dataclasses import dataclass

from privacy.locales import countries


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A supervisory authority, by its own name, and where people complain to it."""

    name: str
    url: str


def authority_of(country: str) -> Authority | None:
    """Return the authority of a country; None where there are several, or where it is not known."""
    known = countries.find(country)
    return Authority(name=known.authority, url=known.where_to_complain) if known.authority else None
