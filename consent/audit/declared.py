"""The register in force in the form that an audit needs: names, hosts, lifetimes and required consent."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from urllib.parse import urlsplit

from consent.gate.offer import Offer
from consent.services.enums import Category
from privacy.register.frozen.rows import StorageItem

_ANY = ".*"  # the meaning of ``*`` to the gate as well


@dataclass(frozen=True, kw_only=True)
class DeclaredItem:
    """A storage item of the register. ``service`` is empty for the site's own items."""

    kind: str
    name: str
    domain: str
    category: str
    deletable_by: str
    lifetime: int | None
    service: str = ""

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile(_ANY.join(re.escape(part) for part in self.name.split("*")), re.ASCII)

    def is_named(self, kind: str, name: str) -> bool:
        return self.kind == kind and bool(self._names.fullmatch(name))

    @property
    def outlives_a_withdrawal(self) -> bool:
        """Tell whether only the person can remove the item."""
        return self.deletable_by in ("nobody", "edge")


@dataclass(frozen=True, kw_only=True)
class DeclaredService:
    """A service: the category that needs consent, and the hosts that it may request with it."""

    key: str
    category: str
    hosts: frozenset[str]
    is_running: bool
    items: tuple[DeclaredItem, ...] = ()

    def is_granted(self, granted: Collection[str]) -> bool:
        return self.category == Category.NECESSARY or (self.is_running and self.category in granted)

    def has_host(self, host: str) -> bool:
        return any(
            is_below(host, name.removeprefix("*")) if name.startswith("*.") else host == name for name in self.hosts
        )


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The register of a site."""

    host: str
    revision: int
    services: tuple[DeclaredService, ...]
    own: tuple[DeclaredItem, ...] = ()

    @property
    def items(self) -> Iterator[DeclaredItem]:
        yield from self.own
        for service in self.services:
            yield from service.items

    @cached_property
    def by_key(self) -> Mapping[str, DeclaredService]:
        return {service.key: service for service in self.services}

    def is_granted(self, item: DeclaredItem, granted: Collection[str]) -> bool:
        if item.category == Category.NECESSARY or not item.service:
            return True
        return self.by_key[item.service].is_granted(granted)

    def is_at(self, item: DeclaredItem, host: str) -> bool:
        """Tell whether a host belongs to an item's declared domain, or to this site if that is empty."""
        return is_below(host, item.domain) if item.domain else is_of_site(host, self.host)

    def services_at(self, host: str) -> list[DeclaredService]:
        return [service for service in self.services if service.has_host(host)]


def declared(offer: Offer, host: str) -> Declared:
    """Return what the revision on offer says about the site at ``host``."""
    register = offer.snapshot.register
    offered = {service.key: service for service in offer.services}
    return Declared(
        host=host,
        revision=offer.revision,
        own=tuple(_item(one) for one in register.own_items),
        services=tuple(
            DeclaredService(
                key=one.key,
                category=one.category,
                hosts=frozenset(_host(url) for urls in one.hosts.values() for url in urls),
                is_running=one.key in offered and offered[one.key].is_running,
                items=tuple(_item(item, one.key) for item in one.items),
            )
            for one in register.services
        ),
    )


def is_of_site(host: str, site: str) -> bool:
    """Tell whether a host, or a cookie's domain, is the site's own host, a host below it, or a parent domain of it."""
    name, mine = host.lstrip("."), site.removeprefix("www.")
    if _is_number(mine) or _is_number(name):
        return name == mine
    return is_below(name, mine) or ("." in name and is_below(mine, name))


def is_below(host: str, domain: str) -> bool:
    name, above = host.strip("."), domain.strip(".")
    return name == above or name.endswith(f".{above}")


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _host(url: str) -> str:
    """Return the host of a CSP source: ``https://*.example.com:443`` and ``*.example.com`` alike."""
    return urlsplit(url if "//" in url else f"//{url}").netloc.rpartition("@")[2].partition(":")[0]


def _item(item: StorageItem, service: str = "") -> DeclaredItem:
    same = {name: getattr(item, name) for name in ("kind", "name", "domain", "category", "deletable_by")}
    return DeclaredItem(**same, lifetime=item.lifetime_seconds, service=service)
