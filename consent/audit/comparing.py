"""Compare the storage and requests of a browser with the register."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from consent.audit.declared import Declared, DeclaredItem, is_of_site
from consent.audit.enums import Problem, Trace
from consent.audit.observations import FirstSeen, RequestedHost, StoredItem, Visit
from consent.services import known
from consent.services.enums import Category, StorageKind

_LONGEST_COOKIE = 400 * 86400  # the most that browsers allow
# Months have 28 to 31 days, and some seconds pass between the storing of a cookie and the reading.
_SAME, _LEAST = 0.07, 60
_VARIES = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{5,}|(?=[0-9a-f]*[0-9])[0-9a-f]{12,}", re.IGNORECASE
)


@dataclass(kw_only=True)
class Difference:
    """A difference, with all states and devices in which it occurred. Lifetimes are in seconds."""

    problem: Problem
    trace: Trace
    name: str
    host: str = ""
    service: str = ""
    declared_host: str = ""
    declared_lifetime: int | None = None
    lifetime: int | None = None
    page: str = ""
    states: set[str] = field(default_factory=set)
    devices: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Identifies the difference across audits."""
        return (self.problem.value, self.trace.value, self.name, self.host)


def compare(visits: Collection[Visit], register: Declared, *, is_offline: bool = False) -> list[Difference]:
    """Return the differences between the register and the visits, the gravest first."""
    differences: dict[tuple[str, ...], Difference] = {}
    for visit in visits:
        for difference in _of_visit(visit, register):
            _merge(differences, difference, visit)
    # Offline the code of vendors never ran, so that nothing follows from storage that was not seen.
    if not is_offline:
        differences |= {difference.key: difference for difference in _unseen(visits, register)}
    return _sorted(differences.values())


def compare_with_known(visits: Iterable[Visit]) -> list[Difference]:
    """Return the known vendors' items that another site stores without consent; its register is not ours."""
    differences: dict[tuple[str, ...], Difference] = {}
    for visit in visits:
        for stored, first_seen in visit.stored.items():
            item = known.find(stored.name)
            if item and item.kind == stored.kind and item.category != Category.NECESSARY:
                difference = _stored(Problem.UNGRANTED, stored, first_seen)
                _merge(differences, replace(difference, service=item.service.key), visit)
        for difference in _failures(visit):
            _merge(differences, difference, visit)
    return _sorted(differences.values())


def name_pattern(name: str) -> str:
    """Return a name with ``*`` for the part that differs from browser to browser: ``_hjSession_*``."""
    item = known.find(name)
    return item.name if item and item.is_pattern else _VARIES.sub("*", name)[:80]


def is_same_lifetime(declared: int, seen: int) -> bool:
    """Tell whether a browser keeps a cookie as long as declared, in seconds. 0, the session, equals only 0."""
    if not declared or not seen:
        return declared == seen
    declared = min(declared, _LONGEST_COOKIE)
    return abs(declared - seen) <= max(_LEAST, _SAME * declared)


def _of_visit(visit: Visit, register: Declared) -> Iterator[Difference]:
    for stored, first_seen in visit.stored.items():
        yield from _judge(stored, first_seen, visit, register)
    for requested, page in visit.requested.items():
        yield from _judge_host(requested, page, visit, register)
    if not visit.state.granted:
        for feature, page in visit.readings.items():
            yield Difference(problem=Problem.READING, trace=Trace.DEVICE, name=feature, page=page)
    yield from _failures(visit)


def _failures(visit: Visit) -> Iterator[Difference]:
    for page, reason in visit.failures.items():
        yield Difference(problem=Problem.UNREACHABLE, trace=Trace.PAGE, name=f"{page} ({reason})"[:200], page=page)


def _judge(stored: StoredItem, first_seen: FirstSeen, visit: Visit, register: Declared) -> Iterator[Difference]:
    named = [item for item in register.items if item.is_named(stored.kind, stored.name)]
    here = [item for item in named if register.is_at(item, stored.host)]
    granted = [item for item in here if register.is_granted(item, visit.state.granted)]
    if not named:
        yield _stored(Problem.UNDECLARED, stored, first_seen)
    elif not here:
        if not _is_of_edge(stored, visit, register):
            yield _stored(Problem.HOST, stored, first_seen, named[0], declared_host=named[0].domain or register.host)
    elif not granted and not (first_seen.is_leftover and here[0].outlives_a_withdrawal):
        yield _stored(Problem.UNGRANTED, stored, first_seen, here[0])
    for item in (granted or here)[:1]:
        if (
            item.lifetime is not None
            and first_seen.lifetime is not None
            and not is_same_lifetime(item.lifetime, first_seen.lifetime)
        ):
            yield _stored(Problem.LIFETIME, stored, first_seen, item, declared_lifetime=item.lifetime)


def _stored(
    problem: Problem, stored: StoredItem, first_seen: FirstSeen, item: DeclaredItem | None = None, **more: str | int
) -> Difference:
    known_item = known.find(stored.name) if item is None else None
    return Difference(
        problem=problem,
        trace=Trace(stored.kind),
        name=item.name if item else name_pattern(stored.name),
        host=stored.host,
        service=item.service if item else known_item.service.key if known_item else "",
        lifetime=first_seen.lifetime,
        page=first_seen.page,
        **more,  # type: ignore[arg-type]
    )


def _is_of_edge(stored: StoredItem, visit: Visit, register: Declared) -> bool:
    """Tell whether a granted vendor's network set a cookie that the site's own also sets, such as ``__cf_bm``."""
    item = known.find(stored.name)
    if item is None or not item.edge:
        return False
    host = stored.host.lstrip(".")
    return any(
        service.is_granted(visit.state.granted)
        and any(is_of_site(declared.removeprefix("*."), host) for declared in service.hosts)
        for service in register.services
    )


def _judge_host(requested: RequestedHost, page: str, visit: Visit, register: Declared) -> Iterator[Difference]:
    if is_of_site(requested.host, register.host):
        return
    services = register.services_at(requested.host)
    if any(service.is_granted(visit.state.granted) for service in services):
        return
    yield Difference(
        problem=Problem.UNGRANTED if services else Problem.UNDECLARED,
        trace=Trace.REDIRECT if requested.is_redirect else Trace.REQUEST,
        name=requested.host,
        host=requested.host,
        service=services[0].key if services else "",
        page=page,
    )


def _unseen(visits: Collection[Visit], register: Declared) -> Iterator[Difference]:
    """Yield the declared items that running services never stored."""
    seen = {(stored.kind, stored.name) for visit in visits for stored in visit.stored}
    for service in register.services:
        granted = [visit for visit in visits if visit.is_complete and service.is_granted(visit.state.granted)]
        if not service.is_running or not granted:
            continue
        for item in service.items:
            known_item = known.find(item.name)
            # The audit does nothing that would store these, such as answering the vendor's own question.
            is_rare = known_item and (known_item.optional or known_item.legacy or known_item.answer)
            if item.category == Category.NECESSARY or is_rare or any(item.is_named(*key) for key in seen):
                continue
            yield Difference(
                problem=Problem.UNSEEN,
                trace=Trace(item.kind),
                name=item.name,
                host=item.domain,
                service=service.key,
                declared_lifetime=item.lifetime if item.kind == StorageKind.COOKIE else None,
                states={visit.state.key for visit in granted},
                devices={visit.device for visit in granted},
            )


def _merge(differences: dict[tuple[str, ...], Difference], difference: Difference, visit: Visit) -> None:
    merged = differences.setdefault(difference.key, difference)
    merged.states.add(visit.state.key)
    merged.devices.add(visit.device)


def _sorted(differences: Iterable[Difference]) -> list[Difference]:
    order = list(Problem)
    return sorted(differences, key=lambda each: (order.index(each.problem), each.trace, each.name, each.host))
