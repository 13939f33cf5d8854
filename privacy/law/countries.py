"""Countries by ISO 3166 code: their names, and the members of the EEA."""

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy.law.locales import languages

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
EEA = frozenset(_EEA.split())
# Babel's territories include unions, test locales and parts of countries.
_NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def country_name(code: str) -> str:
    """Return a country's name in the active language; an unknown code is returned unchanged."""
    return _names().get(code, code)


def country_in_sentence(code: str) -> str:
    """Return a country's name as it stands after "in", such as “the United States”."""
    return languages.find(get_language() or languages.WRITTEN_IN).in_sentence.get(code) or country_name(code)


def named_countries() -> list[tuple[str, str]]:
    """Return all countries as (code, name), sorted by name in the active language."""
    return sorted(_names().items(), key=lambda entry: entry[1])


def validate_country(value: object) -> None:
    """Accept a country's code, or nothing: the field decides whether it may be empty."""
    if value and value not in _names():
        raise ValidationError(_("%(code)s is not a country’s code, such as NO."), params={"code": str(value)})


def validate_countries(value: object) -> None:
    """Accept a list of countries' codes."""
    if not isinstance(value, list):
        raise ValidationError(_("Give a list of countries’ codes, such as NO."))
    for code in value:
        validate_country(code)


def _names() -> dict[str, str]:
    territories = Locale.parse(get_language() or languages.WRITTEN_IN, sep="-").territories
    return {code: text for code, text in territories.items() if len(code) == 2 and code not in _NO_COUNTRY}
