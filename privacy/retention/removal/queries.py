"""Plans of what goes and what stays, made before anything does: the one list that erasures and retention carry out."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FileField, Model
from django.db.models.signals import post_delete, pre_delete

from privacy.inventory import declarations, people
from privacy.inventory.declarations import Keep, PersonalData
from privacy.inventory.links import Effect, GenericLink, Link, Links
from privacy.retention.removal.enums import Stay

Row = tuple[type[Model], Any]
TakesKept = Callable[[PersonalData, PersonalData], bool]
Held = Callable[[PersonalData, Collection[Any]], Collection[Any]]


@dataclass(frozen=True, kw_only=True)
class Clearing:
    """Fields that are emptied in rows that stay.

    ``of``: whose entries alone go from a column that names others too (``privacy.inventory.entries``).
    """

    model: type[Model]
    fields: tuple[str, ...]
    keys: list[Any]
    of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RemovalPlan:
    """``deletes``: the rows that go, those that point at others first. ``clears``: what is emptied in others.

    ``stays``: the rows that were to go and do not, each with the reason and the row that needs it.
    """

    deletes: dict[type[Model], list[Any]]
    clears: list[Clearing]
    stays: dict[Row, tuple[Stay, Row]]


@dataclass(kw_only=True)
class Removal:
    """Rows to delete, ``whose`` they are, and what may not go with them.

    ``whose`` maps a row to the addresses whose rows may go with it; None for those of its own owners. ``held`` returns
    which of some rows a legal hold keeps, ``ended`` which go whosever they are, because their own time is up.
    ``takes_kept`` tells whether a row that erasures keep goes with its parent, as where both end under one rule.
    """

    seeds: Mapping[type[Model], Collection[Any]]
    held: Held
    whose: frozenset[str] | None = None
    takes_kept: TakesKept = lambda _parent, _child: False
    ended: Held = lambda _data, _keys: ()
    links: Links = field(default_factory=Links)
    allowed: dict[Row, frozenset[str]] = field(default_factory=dict)
    stays: dict[Row, tuple[Stay, Row]] = field(default_factory=dict)
    # ``_takes``: what goes with a row. ``_needs``: what it cannot go without; fewer, where a key may be empty.
    _takes: dict[Row, set[Row]] = field(default_factory=lambda: defaultdict(set))
    _needs: dict[Row, set[Row]] = field(default_factory=lambda: defaultdict(set))
    _empties: dict[tuple[Row, str], set[Row]] = field(default_factory=lambda: defaultdict(set))

    def plan(self) -> RemovalPlan:
        """Follow every key from the rows to delete, and decide of each row on the way."""
        for model, keys in self.seeds.items():
            self._admit(model, keys)
        frontier = list(self.allowed)
        while frontier:
            known = len(self.allowed)
            for model, keys in _by_model(frontier).items():
                self._follow(model, keys)
            frontier = list(self.allowed)[known:]
        self._block()
        goes = self._reach()
        return RemovalPlan(deletes=self._ordered(goes), clears=self._clearings(goes), stays=self.stays)

    def _admit(self, model: type[Model], keys: Collection[Any]) -> None:
        data = _declared(model)
        owners = {} if self.whose is not None or data is None else people.addresses_of(data, keys, of=people.is_owner)
        for key in keys:
            self.allowed[model, key] = self.whose if self.whose is not None else frozenset(owners.get(key, ()))

    def _follow(self, model: type[Model], keys: list[Any]) -> None:
        for parent in model._meta.parents:
            # The columns that a model inherits are a row of another table with the same key.
            for key, above in model._base_manager.filter(pk__in=keys).values_list("pk", f"{_link(model, parent)}"):
                self._join((parent, above), (model, key))
        for link in self.links.to(model):
            if pairs := list(link.pairs(keys)):
                self._decide(model, link, pairs)
        for generic in self.links.generic:
            if not (generic.is_declared_in(model) or _names_generic(generic)):
                continue
            if pairs := list(generic.pairs(model, keys)):
                self._decide_each(model, generic.child, pairs, generic.key.name, can_detach=False, is_generic=True)

    def _decide(self, model: type[Model], link: Link, pairs: list[tuple[Any, Any]]) -> None:
        if link.effect == Effect.EMPTIES:
            for parent, child in pairs:
                self._empties[(link.child, child), link.field.name].add((model, parent))
        elif link.effect == Effect.REFUSES:
            for parent, child in pairs:
                self._refuse((model, parent), (link.child, child), Stay.NEEDED)
        else:
            self._decide_each(model, link.child, pairs, link.field.name, can_detach=link.is_nullable)

    def _refuse(self, parent: Row, child: Row, why: Stay) -> None:
        """Let a row stay for one that points at it, unless that one goes by itself."""
        self._needs[parent].add(child)
        if child not in self.allowed:
            data = _declared(child[0])
            self.stays[child] = (Stay.KEPT if data and isinstance(data.erasure, Keep) else why, child)

    def _decide_each(
        self,
        model: type[Model],
        child: type[Model],
        pairs: list[tuple[Any, Any]],
        name: str,
        *,
        can_detach: bool,
        is_generic: bool = False,
    ) -> None:
        data, parent_data = _declared(child), _declared(model)
        new = {key for _parent, key in pairs if (child, key) not in self.allowed}
        held = {*self.held(data, new)} if data is not None and new else set()
        is_kept = data is not None and isinstance(data.erasure, Keep)
        if is_kept and data is not None and parent_data is not None and self.takes_kept(parent_data, data):
            is_kept = False
        goes_anyway = people.ends_with(data, name, parent_data)
        ended = {*self.ended(data, new)} if data is not None and new and not goes_anyway else set()
        owners = {} if data is None or goes_anyway else people.addresses_of(data, new, of=people.is_owner)
        for parent, key in pairs:
            above, row = (model, parent), (child, key)
            if row in self.allowed:
                self._join(row, above, name if can_detach else "")
            elif key in held or is_kept:
                self.stays[row] = (Stay.HELD if key in held else Stay.KEPT, row)
                if not is_generic:
                    self._needs[above].add(row)
            elif goes_anyway or key in ended or {*owners.get(key, ())} <= self.allowed[above]:
                self._join(row, above, name if can_detach else "")
            elif can_detach:
                self._empties[row, name].add(above)
            elif not is_generic:
                self.stays[row] = (Stay.SHARED, row)
                self._needs[above].add(row)

    def _join(self, row: Row, above: Row, emptied: str = "") -> None:
        """Let a row go with another; where it stays after all, the key ``emptied`` lets the other go without it."""
        self._takes[above].add(row)
        if emptied:
            self._empties[row, emptied].add(above)
        else:
            self._needs[above].add(row)
        self.allowed.setdefault(row, self.allowed[above])

    def _block(self) -> None:
        """Let every row stay that a row which stays cannot do without."""
        for row in [row for row, (why, _by) in self.stays.items() if why == Stay.NEEDED and row in self.allowed]:
            del self.stays[row]
        above: dict[Row, set[Row]] = defaultdict(set)
        for parent, children in self._needs.items():
            for child in children:
                above[child].add(parent)
        # Those that stay for themselves first, so that a reason of the law is named before a lesser one.
        waiting = sorted(self.stays, key=lambda row: _ORDER[self.stays[row][0]])
        while waiting:
            row = waiting.pop(0)
            for parent in above[row] - {*self.stays}:
                self.stays[parent] = (self.stays[row][0], row)
                waiting.append(parent)

    def _reach(self) -> set[Row]:
        """Return the rows that go: the seeds that may, and what only goes with them."""
        waiting = [(model, key) for model, keys in self.seeds.items() for key in keys if (model, key) not in self.stays]
        goes = {*waiting}
        while waiting:
            fresh = {child for child in self._takes.get(waiting.pop(), ()) if child not in self.stays} - goes
            goes |= fresh
            waiting += fresh
        return goes

    def _clearings(self, goes: set[Row]) -> list[Clearing]:
        emptied: dict[tuple[type[Model], str], list[Any]] = defaultdict(list)
        for ((model, key), name), parents in self._empties.items():
            if (model, key) not in goes and parents & goes:
                emptied[model, name].append(key)
        return [
            Clearing(model=model, fields=(name,), keys=sorted(keys, key=str)) for (model, name), keys in emptied.items()
        ]

    def _ordered(self, goes: Iterable[Row]) -> dict[type[Model], list[Any]]:
        groups, ordered = _by_model(goes), dict[type[Model], list[Any]]()
        waiting = sorted(groups, key=lambda model: model._meta.label)
        while waiting:
            free = [model for model in waiting if not self._is_pointed_at(model, waiting)] or waiting[:1]
            ordered |= {model: sorted(groups[model], key=str) for model in free}
            waiting = [model for model in waiting if model not in free]
        return ordered

    def _is_pointed_at(self, model: type[Model], others: Collection[type[Model]]) -> bool:
        return any(link.child in others and link.child is not model for link in self.links.to(model))


def is_left_to_database(model: type[Model], links: Links, takes_kept: TakesKept) -> bool:
    """Tell whether the database by itself deletes exactly what a plan for a row of this model would name.

    So it is where nothing points at the row, or only what is its own; where no file and no signal hangs on it.
    """
    waiting, seen = [model], set[type[Model]]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if not _is_plain(current) or any(link.is_declared_in(current) for link in links.generic):
            return False
        for link in links.to(current):
            if link.effect == Effect.TAKES and link.action == "c" and _goes_along(current, link, takes_kept):
                waiting.append(link.child)
            elif not (link.effect == Effect.EMPTIES and link.action == "n"):
                return False
    return not any(_names_generic(link) for link in links.generic)


def _is_plain(model: type[Model]) -> bool:
    has_files = any(isinstance(field, FileField) for field in model._meta.concrete_fields)
    return not (has_files or model._meta.parents or pre_delete.has_listeners(model) or post_delete.has_listeners(model))


def _goes_along(parent: type[Model], link: Link, takes_kept: TakesKept) -> bool:
    data, parent_data = _declared(link.child), _declared(parent)
    if data and isinstance(data.erasure, Keep) and not (parent_data and takes_kept(parent_data, data)):
        return False
    return people.ends_with(data, link.field.name, parent_data)


def _names_generic(link: GenericLink) -> bool:
    data = declarations.models.get(link.child)
    return isinstance(data, PersonalData) and link.key.name in (*data.part_of, *data.ends_with)


_ORDER = {Stay.HELD: 0, Stay.KEPT: 1, Stay.SHARED: 2, Stay.NEEDED: 3}


def _link(model: type[Model], parent: type[Model]) -> str:
    link = model._meta.parents[parent]
    return str(link.attname) if link is not None else "pk"


def _by_model(rows: Iterable[Row]) -> dict[type[Model], list[Any]]:
    groups: dict[type[Model], list[Any]] = defaultdict(list)
    for model, key in rows:
        groups[model].append(key)
    return groups


def _declared(model: type[Model]) -> PersonalData | None:
    """Return the declaration of a model in which people are found; None for any other model."""
    data = declarations.models.get(model)
    return data if isinstance(data, PersonalData) and data.is_linkable else None
