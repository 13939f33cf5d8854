"""The consent question, rendered and hashed once for each revision, language and surface."""

import hashlib
from typing import Any, NamedTuple

from babel.lists import format_list
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from consent.choices.enums import Surface
from consent.gate.cookie import Choice
from consent.gate.offer import News, Offer, Offered, is_ours_to_clear
from consent.services.enums import Category, Change
from privacy.conf import privacy_settings
from privacy.law.durations import lifetime_in_words
from privacy.register.languages.fields import in_language
from privacy.templatetags import register

_MOST_NAMES = 4  # services named in the question; more are counted there, and named where one chooses
_IN_THE_QUESTION = {
    Category.ANALYTICS: pgettext_lazy("in a sentence", "analytics"),
    Category.MARKETING: pgettext_lazy("in a sentence", "marketing"),
}


class Interface(NamedTuple):
    """The text that a visitor reads before choosing, and its hash."""

    html: str
    sha256: str


def question(offer: Offer, surface: Surface, ticked: frozenset[str] = frozenset()) -> Interface:
    """Return the question in the active language.

    ``ticked`` preselects an earlier choice on the page of choices; the hash is always that of the wording
    without ticks.
    """
    key = (surface, get_language())
    if key not in offer.rendered:
        html = _render(offer, surface, frozenset())
        offer.rendered[key] = Interface(html, hashlib.sha256(html.encode()).hexdigest())
    plain: Interface = offer.rendered[key]
    return Interface(_render(offer, surface, ticked), plain.sha256) if ticked else plain


def inline(offer: Offer, service: Offered) -> Interface:
    """Return the placeholder for a service's blocked content, in the active language."""
    key = (Surface.INLINE, service.key, get_language())
    if key not in offer.rendered:
        covered = next(category for category in categories(offer) if category["value"] == service.category)
        names = ", ".join(listed["name"] for listed in covered["services"])
        context = {"service": _service(service), "covered": covered, "names": names}
        html = render_to_string("consent/parts/held.html", context)
        offer.rendered[key] = Interface(html, hashlib.sha256(html.encode()).hexdigest())
    interface: Interface = offer.rendered[key]
    return interface


def news(offer: Offer) -> list[dict[str, Any]]:
    """Return the changes of the last revisions, by category, each with those it concerns, in the active language."""
    changes = [
        {"category": change.service.category, "for_gate": change.for_gate, "text": _in_words(change)}
        for change in offer.news
    ]
    return [
        {"value": category.value, "label": category.label, "changes": mine, "for_gate": _gate(mine)}
        for category in offer.categories
        if (mine := [change for change in changes if change["category"] == category])
    ]


def news_for(offer: Offer, choice: Choice) -> list[str]:
    """Return the changes that a choice does not answer yet, in the active language."""
    return [_in_words(change) for change in offer.news if change.concerns(choice)]


def categories(offer: Offer) -> list[dict[str, Any]]:
    """Return each offered category with the services that run, in the active language."""
    return [
        {
            "value": category.value,
            "label": category.label,
            "services": [
                _service(service) for service in offer.services if service.is_running and service.category == category
            ],
        }
        for category in offer.categories
    ]


def services(offer: Offer) -> list[dict[str, Any]]:
    """Return every optional service, whatever its state, in the active language."""
    return [_service(service) for service in offer.services]


def not_removable(offer: Offer) -> list[dict[str, str]]:
    """Return the storage that only the person can remove after a withdrawal, with the vendor's page."""
    return [
        {
            "name": item.name,
            "domain": item.domain,
            "vendor": service.vendor.name,
            "url": service.facts.opt_out_url or service.vendor.notice_url,
        }
        for service in offer.services
        for item in service.items
        if item.category != Category.NECESSARY and not is_ours_to_clear(item)
    ]


def _gate(changes: list[dict[str, Any]]) -> str:
    return " ".join(dict.fromkeys(change["for_gate"] for change in changes))


def _in_words(news: News) -> str:
    service = _service(news.service)
    facts = {"service": service["name"], "entity": service["vendor"].legal_entity, "data": service["data"]}
    match news.kind:
        case Change.PURPOSE | Change.SERVICE:
            text = _("New: %(service)s. %(description)s %(entity)s gets: %(data)s. It is stored in %(countries)s.")
            facts |= {
                "description": service["description"],
                "countries": _names(service["vendor"].storage_countries),
            }
        case Change.USE:
            text = _("%(service)s: what it gathers is now also used for: %(purposes)s.")
            titles = {purpose.key: in_language(purpose.title) for purpose in news.service.purposes}
            facts |= {"purposes": ", ".join(titles.get(key, key) for key in news.facts.purposes)}
        case Change.RECIPIENT:
            text = _("%(service)s: another company, or in another role: %(entity)s gets: %(data)s.")
        case Change.COUNTRY:
            text = _("%(service)s: the data can now also be reached from %(countries)s.")
            facts |= {"countries": _names(news.facts.countries)}
        case Change.ITEM:
            text = _("%(service)s: also stores %(item)s.")
            facts |= {"item": news.facts.item}
        case Change.LIFETIME:
            text = _("%(service)s: %(item)s is kept for longer: %(after)s, before %(before)s.")
            facts |= {
                "item": news.facts.item,
                "before": lifetime_in_words(news.facts.before),
                "after": lifetime_in_words(news.facts.after),
            }
    return text % facts


def _names(countries: tuple[str, ...]) -> str:
    return str(register.countries(countries))


def _service(service: Offered) -> dict[str, Any]:
    return {
        "key": service.key,
        "category": service.category,
        "name": service.facts.name,
        "vendor": service.vendor,
        "description": in_language(service.facts.description),
        "data": in_language(service.facts.data),
        "purposes": [in_language(purpose.title) for purpose in service.purposes],
        "is_running": service.is_running,
    }


def _question(offer: Offer) -> str:
    """Return the sentence that asks: who, for which purposes, and together with whom (LAW C-07, C-20)."""
    running = [service for service in offer.services if service.is_running]
    companies = ngettext("%(number)d other company", "%(number)d other companies", len(running)) % {
        "number": len(running)
    }
    if len(running) <= _MOST_NAMES:
        companies = format_list([service.facts.name for service in running], locale=get_language())
    purposes = format_list([str(_IN_THE_QUESTION[category]) for category in offer.categories], locale=get_language())
    facts = {"name": offer.snapshot.register.controller.name, "companies": companies, "purposes": purposes}
    return (
        _("%(name)s would like to store and read information in your browser, with %(companies)s, for %(purposes)s.")
        % facts
    )


def _render(offer: Offer, surface: Surface, ticked: frozenset[str]) -> str:
    context = {
        "surface": surface.value,
        "question": _question(offer),
        "categories": categories(offer),
        "ticked": ticked,
        "months": offer.months,
        "age": privacy_settings().consent_age if privacy_settings().is_aimed_at_children else None,
        "news": news(offer) if surface == Surface.BANNER else (),
        "controller": offer.snapshot.register.controller,
    }
    return render_to_string(f"consent/{surface.value}.html", context)
