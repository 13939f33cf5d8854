"""Declared against found."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from consent.audit.declared import Declared, DeclaredItem, is_of_site
from consent.audit.enums import Problem, Trace
from consent.audit.observations import Asked, Sight, Stored, Visit
from consent.services import known
from consent.services.enums import Category, StorageKind

_LONGEST_COOKIE = 400 * 86400  # what browsers grant at most
_SAME, _LEAST = 0.07, 60  # months are of 28 to 31 days; the clock goes on between writing and looking
_VARIES = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{5,}|(?=[0-9a-f]*[0-9])[0-9a-f]{12,}", re.IGNORECASE
)


@dataclass(kw_only=True)
class Difference:
    """One difference, wherever it showed. Lifetimes are in seconds."""

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
        """The same in every run that finds the same."""
        return (self.problem.value, self.trace.value, self.name, self.host)


def compare(visits: Collection[Visit], register: Declared, *, is_offline: bool = False) -> list[Difference]:
    """Return every difference between the register and what the visits met, the gravest first.

    ``is_offline``: vendors were not reached, so what their code never stored says nothing.
    """
    found: dict[tuple[str, ...], Difference] = {}
    for visit in visits:
        for one in _of_visit(visit, register):
            _merge(found, one, visit)
    if not is_offline:
        for one in _unseen(visits, register):
            found[one.key] = one
    return _sorted(found.values())


def by_knowledge(visits: Iterable[Visit]) -> list[Difference]:
    """Return what another site stores without consent, by what is known of vendors; its register is not ours."""
    found: dict[tuple[str, ...], Difference] = {}
    for visit in visits:
        for stored, sight in visit.stored.items():
            about = known.find(stored.name)
            if about and about.kind == stored.kind and about.category != Category.NECESSARY:
                one = _stored(Problem.UNGRANTED, stored, sight)
                _merge(found, replace(one, service=about.service.key), visit)
        for one in _failures(visit):
            _merge(found, one, visit)
    return _sorted(found.values())


def pattern(name: str) -> str:
    """Return a name without the part that differs from browser to browser: ``_hjSession_*``."""
    about = known.find(name)
    return about.name if about and about.is_pattern else _VARIES.sub("*", name)[:80]


def is_same_lifetime(wanted: int, seen: int) -> bool:
    """Tell whether a browser keeps a cookie as long as declared; what ends with the session has no other length."""
    if not wanted or not seen:
        return wanted == seen
    wanted = min(wanted, _LONGEST_COOKIE)
    return abs(wanted - seen) <= max(_LEAST, _SAME * wanted)


def _of_visit(visit: Visit, register: Declared) -> Iterator[Difference]:
    for stored, sight in visit.stored.items():
        yield from _judge(stored, sight, visit, register)
    for asked, page in visit.asked.items():
        yield from _judge_host(asked, page, visit, register)
    if not visit.state.granted:
        for what, page in visit.readings.items():
            yield Difference(problem=Problem.READING, trace=Trace.DEVICE, name=what, page=page)
    yield from _failures(visit)


def _failures(visit: Visit) -> Iterator[Difference]:
    for page, reason in visit.failures.items():
        yield Difference(problem=Problem.UNREACHABLE, trace=Trace.PAGE, name=f"{page} ({reason})"[:200], page=page)


def _judge(stored: Stored, sight: Sight, visit: Visit, register: Declared) -> Iterator[Difference]:
    named = [item for item in register.items if item.is_named(stored.kind, stored.name)]
    here = [item for item in named if register.is_at(item, stored.host)]
    granted = [item for item in here if register.is_granted(item, visit.state.granted)]
    if not named:
        yield _stored(Problem.UNDECLARED, stored, sight)
    elif not here:
        if not _is_of_edge(stored, visit, register):
            yield _stored(Problem.HOST, stored, sight, named[0], declared_host=named[0].domain or register.host)
    elif not granted and not (sight.is_leftover and here[0].outlives_a_withdrawal):
        yield _stored(Problem.UNGRANTED, stored, sight, here[0])
    for item in (granted or here)[:1]:
        if (
            item.lifetime is not None
            and sight.lifetime is not None
            and not is_same_lifetime(item.lifetime, sight.lifetime)
        ):
            yield _stored(Problem.LIFETIME, stored, sight, item, declared_lifetime=item.lifetime)


def _stored(
    problem: Problem, stored: Stored, sight: Sight, item: DeclaredItem | None = None, **more: str | int
) -> Difference:
    about = known.find(stored.name) if item is None else None
    return Difference(
        problem=problem,
        trace=Trace(stored.kind),
        name=item.name if item else pattern(stored.name),
        host=stored.host,
        service=item.service if item else about.service.key if about else "",
        lifetime=sight.lifetime,
        page=sight.page,
        **more,  # type: ignore[arg-type]
    )


def _is_of_edge(stored: Stored, visit: Visit, register: Declared) -> bool:
    """Tell whether a granted vendor's own network set a name that ours also sets, such as ``__cf_bm``."""
    about = known.find(stored.name)
    if about is None or not about.edge:
        return False
    host = stored.host.lstrip(".")
    return any(
        service.is_granted(visit.state.granted)
        and any(is_of_site(one.removeprefix("*."), host) for one in service.hosts)
        for service in register.services
    )


def _judge_host(asked: Asked, page: str, visit: Visit, register: Declared) -> Iterator[Difference]:
    if is_of_site(asked.host, register.host):
        return
    services = register.whose(asked.host)
    if any(service.is_granted(visit.state.granted) for service in services):
        return
    yield Difference(
        problem=Problem.UNGRANTED if services else Problem.UNDECLARED,
        trace=Trace.REDIRECT if asked.is_redirect else Trace.REQUEST,
        name=asked.host,
        host=asked.host,
        service=services[0].key if services else "",
        page=page,
    )


def _unseen(visits: Collection[Visit], register: Declared) -> Iterator[Difference]:
    """Yield what services that run have declared and never stored; what visitors bring about by doing is left out."""
    seen = {(stored.kind, stored.name) for visit in visits for stored in visit.stored}
    for service in register.services:
        asked = [visit for visit in visits if visit.is_complete and service.is_granted(visit.state.granted)]
        if not service.is_running or not asked:
            continue
        for item in service.items:
            about = known.find(item.name)
            is_rare = about is not None and (about.optional or about.legacy or about.answer)
            if item.category == Category.NECESSARY or is_rare or any(item.is_named(*one) for one in seen):
                continue
            yield Difference(
                problem=Problem.UNSEEN,
                trace=Trace(item.kind),
                name=item.name,
                host=item.domain,
                service=service.key,
                declared_lifetime=item.lifetime if item.kind == StorageKind.COOKIE else None,
                states={visit.state.key for visit in asked},
                devices={visit.device for visit in asked},
            )


def _merge(found: dict[tuple[str, ...], Difference], one: Difference, visit: Visit) -> None:
    there = found.setdefault(one.key, one)
    there.states.add(visit.state.key)
    there.devices.add(visit.device)


def _sorted(found: Iterable[Difference]) -> list[Difference]:
    order = list(Problem)
    return sorted(found, key=lambda one: (order.index(one.problem), one.trace, one.name, one.host))
