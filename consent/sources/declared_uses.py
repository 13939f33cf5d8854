"""What the register declares, in the form that the check of sources needs."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consent.adapters.adapter import adapters
from consent.services.enums import Category, StorageKind
from privacy.register.frozen.parts import Storage
from privacy.register.frozen.register import Register

_PREFIXES = ("__Host-", "__Secure-")


@dataclass(frozen=True, kw_only=True)
class DeclaredName:
    """A storage item, and the service whose consent it needs; empty for a necessary one."""

    kind: str
    pattern: re.Pattern[str]
    service: str

    def covers(self, kind: str, name: str) -> bool:
        return self.kind == kind and any(self.pattern.fullmatch(one) for one in (name, _without_prefix(name)))


@dataclass(frozen=True, kw_only=True)
class DeclaredUses:
    """The names of a register, and the hosts of each service. ``needs_consent``: the services that wait for it."""

    names: tuple[DeclaredName, ...] = ()
    hosts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needs_consent: frozenset[str] = frozenset()

    def services_of_name(self, kind: str, name: str) -> list[str]:
        return [one.service for one in self.names if one.covers(kind, name)]

    def services_at(self, host: str) -> list[str]:
        """Return the services that may be asked at a host with or without a port; ``*.x`` covers all below ``x``."""
        name = host.partition(":")[0]
        return [key for key, hosts in self.hosts.items() if any(_is_host(name, declared) for declared in hosts)]


def of_seed(file: Path) -> DeclaredUses:
    """Return what a seed file declares."""
    seed = tomllib.loads(file.read_text(encoding="utf-8"))
    services: list[Mapping[str, Any]] = seed.get("services", [])
    categories = {service["key"]: service["category"] for service in services}
    return _uses(
        names=[
            (
                row.get("kind", StorageKind.COOKIE.value),
                row["name"],
                row.get("service", ""),
                row.get("category") or categories.get(row.get("service", ""), Category.NECESSARY.value),
            )
            for row in seed.get("storage", [])
        ],
        hosts={
            service["key"]: _hosts(service.get("hosts", {}), service.get("adapter", ""), service.get("script_url", ""))
            for service in services
        },
        categories=categories,
    )


def of_register(register: Register) -> DeclaredUses:
    """Return what a frozen register declares."""
    storage = register.part(Storage)
    rows = [*((item, "") for item in storage.own), *((item, one.key) for one in storage.services for item in one.items)]
    return _uses(
        names=[(item.kind, item.name, key, item.category) for item, key in rows],
        hosts={one.key: _hosts(one.hosts, one.adapter, one.script_url) for one in storage.services},
        categories={one.key: one.category for one in storage.services},
    )


def _uses(
    *,
    names: Iterable[tuple[str, str, str, str]],
    hosts: Mapping[str, frozenset[str]],
    categories: Mapping[str, str],
) -> DeclaredUses:
    return DeclaredUses(
        names=tuple(
            DeclaredName(
                kind=kind,
                pattern=re.compile(".*".join(re.escape(part) for part in name.split("*")), re.ASCII),
                service="" if category == Category.NECESSARY else service,
            )
            for kind, name, service, category in names
        ),
        hosts=hosts,
        needs_consent=frozenset(key for key, category in categories.items() if category != Category.NECESSARY),
    )


def _hosts(given: Mapping[str, Iterable[str]], adapter: str, script_url: str) -> frozenset[str]:
    by_kind = given or (adapters[adapter].hosts if adapter in adapters else {})
    sources = [source for hosts in by_kind.values() for source in hosts]
    return frozenset(_host(source) for source in [*sources, script_url])


def _host(source: str) -> str:
    return source.rpartition("//")[2].partition("/")[0].partition(":")[0]


def _is_host(name: str, declared: str) -> bool:
    return name.endswith(declared[1:]) if declared.startswith("*.") else bool(declared) and name == declared


def _without_prefix(name: str) -> str:
    return next((name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix)), name)
