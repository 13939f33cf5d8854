"""What consent adds to every page: the gate, the question, the inert templates. The same bytes for everyone."""

import json
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from consent.choices import interface
from consent.choices.enums import Surface
from consent.gate import offer as offers
from consent.gate.offer import Offer
from consent.services.enums import Category, Party, StorageKind
from privacy.law.durations import lifetime_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def choice_head(context: dict[str, Any]) -> SafeString:
    """Render the gate, for the very top of the head; nothing while there is nothing to choose."""
    if (offer := _asked()) is None:
        return SafeString()
    apart = _is_without_third_parties(context)
    return _once(offer, f"head {apart}", "consent/parts/head.html", {"offer": offer, "apart": apart})


@register.simple_tag(takes_context=True)
def choice_section(context: dict[str, Any]) -> SafeString:
    """Render the question, which the gate shows to those who have not answered; not on the page of choices itself."""
    offer = _asked()
    match = getattr(context.get("request"), "resolver_match", None)
    if offer is None or (match and match.view_name == "consent:choices"):
        return SafeString()
    return mark_safe(interface.question(offer, Surface.BANNER).html)  # noqa: S308 - our own template, escaped there


@register.simple_tag(takes_context=True)
def choice_templates(context: dict[str, Any]) -> SafeString:
    """Render the inert templates of the services that run; none on pages kept apart (LAW X-29)."""
    offer = _asked()
    if offer is None or _is_without_third_parties(context):
        return SafeString()
    running = [service for service in offer.services if service.is_running and service.adapter]
    return _once(offer, "templates", "consent/parts/templates.html", {"services": running})


@register.simple_block_tag(takes_context=True)
def gated(context: dict[str, Any], content: SafeString, service: str, title: str = "", url: str = "") -> SafeString:
    """Hold back a service's frame, image or any other markup until it is granted, or shown once (LAW C-22).

    ``{% gated "film" title="How it works" url="https://…" %}<iframe …></iframe>{% endgated %}``. Until then the reader
    sees what it is, who gets what, and two buttons; without JavaScript, or where nothing of it may run, the title and
    the link to ``url``, the service's own page.
    """
    offer = offers.current()
    known = next((candidate for candidate in offer.services if candidate.key == service), None) if offer else None
    shown = offer and known and known.is_running and not _is_without_third_parties(context)
    return SafeString(
        render_to_string(
            "consent/held.html",
            {
                "service": service,
                "content": content,
                "title": title or (known.facts.name if known else service),
                "url": url,
                "host": urlsplit(url).hostname or "",
                "placeholder": SafeString(interface.inline(offer, known).html) if offer and known and shown else "",
            },
        )
    )


@register.filter
def as_json(value: object) -> str:
    """Write a frozen value as JSON, for an attribute."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@register.filter
def lifetime(seconds: int | None) -> str:
    """Say a lifetime in words."""
    return lifetime_in_words(seconds)


@register.filter
def category_label(value: str) -> str:
    """Say a frozen category in words."""
    return str(Category(value).label)


@register.filter
def kind_label(value: str) -> str:
    """Say in words where a frozen item is kept."""
    return str(StorageKind(value).label)


@register.filter
def party_label(value: str) -> str:
    """Say in words who can read a frozen item."""
    return str(Party(value).label)


def _is_without_third_parties(context: dict[str, Any]) -> bool:
    match = getattr(context.get("request"), "resolver_match", None)
    return match is None or getattr(match.func, "is_without_third_parties", False)


def _asked() -> Offer | None:
    offer = offers.current()
    return offer if offer and offer.categories else None


def _once(offer: Offer, part: str, name: str, context: dict[str, Any]) -> SafeString:
    """Render a part once for each revision and language."""
    key = (part, get_language())
    if key not in offer.rendered:
        offer.rendered[key] = SafeString(render_to_string(name, context))
    part_html: SafeString = offer.rendered[key]
    return part_html
