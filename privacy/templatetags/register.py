"""What templates need to show the register."""

from collections.abc import Iterable, Mapping
from datetime import date

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacy.inventory.declarations import title_of
from privacy.law.countries import country_in_sentence, country_name
from privacy.recipients.enums import FRAMEWORK_LIST, SAFEGUARDS, LegKind, Role, TransferTool
from privacy.recipients.state_words import tool_in_words
from privacy.register import in_force
from privacy.register.frozen.rows import Vendor
from privacy.register.languages.fields import in_language
from privacy.register.purposes.enums import LegalBasis, Supply

register = template.Library()


@register.inclusion_tag("privacy/parts/site_notice.html")
def policy_notice() -> dict[str, object]:
    """Tell everybody alike, for a while, that the policy has changed in a way that matters."""
    return {"announcement": in_force.announced(timezone.now())}


@register.filter
def text(value: Mapping[str, str]) -> str:
    """Return a translated text of the register in the page's language."""
    return in_language(value) if value else ""


@register.filter
def declared_title(label: str) -> str:
    """Return what people call the rows of a model."""
    return title_of(label)


@register.filter
def legal_basis(value: str) -> str:
    """Return a legal basis in words, with its article."""
    return str(LegalBasis(value).label) if value else ""


@register.filter
def supplies(values: Iterable[str]) -> str:
    """Return what somebody runs, such as the hosting, in words."""
    return ", ".join(str(Supply(value).label) for value in values)


@register.filter
def role(value: str) -> str:
    """Return what a recipient is to us, in words."""
    return str(Role(value).label) if value else ""


@register.filter
def transfer(vendor: Vendor) -> str:
    """Return where the data of a recipient without transfers stays, in words; empty if a country is unknown."""
    if not vendor.countries or vendor.is_outside_eea:
        return ""
    # An unknown country or sub-processor may be anywhere.
    return pgettext("transfer", "stays in the EEA") if vendor.is_verified else _("in the EEA, as far as we know")


@register.filter
def legs(vendor: Vendor) -> list[dict[str, object]]:
    """Return what carries data to each country outside the EEA: ``tool``, ``country`` and ``kinds`` in words.

    A tool that nobody has documented is not named. ``has_copy``: there is a document of which a person may have a copy
    (Art. 13(1)(f)); ``list_url``: who is covered stands on a public list.
    """
    kinds_by_tool: dict[tuple[str, str], list[str]] = {}
    for leg in vendor.legs:
        kinds_by_tool.setdefault((leg.known_tool, leg.country), []).append(str(LegKind(leg.kind).label))
    return [
        {
            "tool": tool_in_words(tool),
            "country": country_name(code),
            "kinds": ", ".join(kinds),
            "has_copy": tool in SAFEGUARDS,
            "list_url": FRAMEWORK_LIST if tool == TransferTool.DPF else "",
        }
        for (tool, code), kinds in kinds_by_tool.items()
    ]


@register.filter
def iso_date(day: str) -> date:
    """Return a frozen day, for the filter ``date``."""
    return date.fromisoformat(day)


@register.filter
def vendor_name(key: str, vendors: Iterable[Vendor]) -> str:
    """Return the name of the recipient with this key."""
    return next((vendor.name for vendor in vendors if vendor.key == key), key)


@register.filter
def country(code: str) -> str:
    """Return one country's name."""
    return country_name(code)


@register.filter
def countries(codes: Iterable[str]) -> str:
    """Return country codes as names, where the site knows the name."""
    return ", ".join(country_in_sentence(code) for code in dict.fromkeys(codes))


@register.filter
def groups_of_four(digest: str) -> str:
    """Break a hash so that it can be read aloud and wraps on a narrow screen."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
