"""What templates need to show the register."""

from collections.abc import Mapping

from django import template
from django.utils.translation import pgettext

from privacy.countries import name
from privacy.enums import LegalBasis, Role, TransferTool
from privacy.fields import in_language

register = template.Library()


@register.filter
def text(value: Mapping[str, str]) -> str:
    """Return a translated text of the register in the page's language."""
    return in_language(value) if value else ""


@register.filter
def legal_basis(value: str) -> str:
    """Return a legal basis in words, with its article."""
    return str(LegalBasis(value).label)


@register.filter
def role(value: str) -> str:
    """Return what a recipient is to us, in words."""
    return str(Role(value).label)


@register.filter
def transfer(vendor: Mapping[str, str]) -> str:
    """Return what carries data to a recipient, in words."""
    if vendor["tool"] == TransferTool.NONE:
        return pgettext("transfer", "stays in the EEA")
    return str(TransferTool(vendor["tool"]).label)


@register.filter
def countries(codes: list[str]) -> str:
    """Return country codes as names, where the site knows the name."""
    return ", ".join(name(code) for code in dict.fromkeys(codes))


@register.filter
def groups_of_four(digest: str) -> str:
    """Break a hash so that it can be read aloud and wraps on a narrow screen."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
