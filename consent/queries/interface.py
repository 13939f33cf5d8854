"""The question as it is put: rendered once for each revision, language and place, and hashed."""

import hashlib
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import get_language

from consent.enums import Category, Surface
from consent.queries.offer import Offer, Offered
from privacy.fields import in_language


class Interface(NamedTuple):
    """What a visitor reads before choosing, and its hash."""

    html: str
    sha256: str


def question(offer: Offer, surface: Surface, ticked: frozenset[str] = frozenset()) -> Interface:
    """Return the question in the active language.

    ``ticked`` shows an earlier choice on the page of choices; the hash is always that of the wording
    without ticks.
    """
    key = (surface, get_language())
    if key not in offer.rendered:
        html = _render(offer, surface, frozenset())
        offer.rendered[key] = Interface(html, hashlib.sha256(html.encode()).hexdigest())
    plain: Interface = offer.rendered[key]
    return Interface(_render(offer, surface, ticked), plain.sha256) if ticked else plain


def categories(offer: Offer) -> list[dict[str, Any]]:
    """Return each category on offer with its services, in the active language."""
    return [
        {
            "value": category.value,
            "label": category.label,
            "services": [_service(one) for one in offer.services if one.is_allowed and one.category == category],
        }
        for category in offer.categories
    ]


def services(offer: Offer) -> list[dict[str, Any]]:
    """Return every optional service, whatever its state, in the active language."""
    return [_service(one) for one in offer.services]


def not_removable(offer: Offer) -> list[dict[str, str]]:
    """Return what a browser may hold after a withdrawal that only the person can remove, with the vendor's page."""
    return [
        {
            "name": item.name,
            "domain": item.domain,
            "vendor": service.vendor["name"],
            "url": service.facts["opt_out_url"] or service.vendor["notice_url"],
        }
        for service in offer.services
        for item in service.items
        if item.category != Category.NECESSARY and not item.is_ours_to_clear
    ]


def _service(service: Offered) -> dict[str, Any]:
    return {
        "key": service.key,
        "category": service.category,
        "name": service.facts["name"],
        "vendor": service.vendor,
        "description": in_language(service.facts["description"]),
        "data": in_language(service.facts["data"]),
        "is_allowed": service.is_allowed,
        "is_running": service.is_running,
    }


def _render(offer: Offer, surface: Surface, ticked: frozenset[str]) -> str:
    context = {
        "surface": surface.value,
        "categories": categories(offer),
        "ticked": ticked,
        "months": offer.months,
        "controller": offer.snapshot.content["privacy"]["controller"],
    }
    return render_to_string(f"consent/{surface.value}.html", context)
