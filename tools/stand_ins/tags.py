"""Template tags of the stand-ins."""

import json

from django import template

from consent.gate import offer as offers
from consent.gate.offer import Offered, is_ours_to_clear
from consent.services.enums import StorageKind

register = template.Library()
_WRITTEN = (StorageKind.COOKIE, StorageKind.LOCAL, StorageKind.SESSION)


@register.simple_tag
def stand_ins() -> list[dict[str, str]]:
    """Return the services that stand-ins play: the name, the hosts of the script, and what it stores here, as JSON."""
    offer = offers.current()
    return [
        {
            "name": service.facts.name,
            "hosts": " ".join(service.hosts.get("script", ())),
            "items": json.dumps(_items(service)),
        }
        for service in (offer.services if offer else ())
        if service.is_running and service.adapter
    ]


def _items(service: Offered) -> list[tuple[str, str, int]]:
    """Return kind, name and seconds of what pages of this site can store and remove."""
    return [
        (item.kind, item.name.replace("*", "0000000"), item.lifetime_seconds or 0)
        for item in service.items
        if item.kind in _WRITTEN and is_ours_to_clear(item) and not item.domain
    ]
