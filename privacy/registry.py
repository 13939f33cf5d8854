"""The registry class of promises, letters, sections, declarations, dashboard blocks and vendors.

Entries are added by decorators or calls beside the code that they are about. ``load_modules`` imports every module of
an app, whatever its file name, so that all entries are registered at start.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Self, TypeVar

from django.apps import AppConfig, apps

K = TypeVar("K")
V = TypeVar("V")

# Django loads these itself, or they must not run in every process.
_NOT_LOADED = frozenset({"__main__", "management", "migrations", "templatetags"})


class RegistrationError(Exception):
    """An entry contradicts another entry of its registry, or itself. Remove or rename either."""


class NotRegistered(KeyError):
    """There is no entry with this key. Use a registered key."""

    def __str__(self) -> str:
        return str(self.args[0])


class Registry(Mapping[K, V]):
    """Entries of a kind, each with its own key.

    ``kind`` names an entry in messages. Entries are sorted by ``order(key, value)``, or in the order of registration.
    ``claims(value)`` returns further names that no other entry may have, such as the tables of a section. The module
    that creates a registry may wrap ``add`` in functions; errors name the module and the line that called these.
    """

    def __init__(
        self,
        kind: str,
        *,
        order: Callable[[K, V], Any] | None = None,
        claims: Callable[[V], Iterable[object]] | None = None,
    ) -> None:
        self._kind = kind
        self._order = order
        self._claims = claims or (lambda _value: ())
        self._values: dict[K, V] = {}
        self._places: dict[K, str] = {}
        self._owner = _place(without=(__name__,)).partition(":")[0]

    def add(self, key: K, value: V) -> None:
        """Register a value. Raises ``RegistrationError`` if another entry has its key or a name that it claims."""
        if key in self._values and self._values[key] is value:
            return
        place = _place(without=(__name__, self._owner))
        if key in self._values:
            msg = f"The {self._kind} {_named(key)} is registered twice: in {self._places[key]} and in {place}."
            raise RegistrationError(msg)
        claimed = set(self._claims(value))
        for other, registered in self._values.items():
            if shared := claimed.intersection(self._claims(registered)):
                msg = (
                    f"The {self._kind} {_named(key)} in {place} and the {self._kind} {_named(other)} in "
                    f"{self._places[other]} both have {', '.join(sorted(map(_named, shared)))}."
                )
                raise RegistrationError(msg)
        self._values[key] = value
        self._places[key] = place

    def register(self, key: K) -> Callable[[V], V]:
        """Return a decorator that registers the decorated object."""

        def decorate(value: V) -> V:
            self.add(key, value)
            return value

        return decorate

    def modules(self) -> set[str]:
        """Return the modules that registered the entries."""
        return {place.partition(":")[0] for place in self._places.values()}

    @contextmanager
    def isolated(self) -> Iterator[Self]:
        """Restore the entries at the end. For tests."""
        values, places = self._values, self._places
        self._values, self._places = dict(values), dict(places)
        try:
            yield self
        finally:
            self._values, self._places = values, places

    @contextmanager
    def replaced(self, entries: Mapping[K, V]) -> Iterator[Self]:
        """Replace all entries until the end. For tests."""
        with self.isolated():
            self._values, self._places = {}, {}
            for key, value in entries.items():
                self.add(key, value)
            yield self

    def __getitem__(self, key: K) -> V:
        try:
            return self._values[key]
        except KeyError:
            known = ", ".join(_named(known) for known in self) or "none"
            raise NotRegistered(f"There is no {self._kind} {_named(key)}; registered: {known}.") from None

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[K]:
        order = self._order
        if order is None:
            return iter(list(self._values))
        return iter(sorted(self._values, key=lambda key: order(key, self._values[key])))

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Registry of {self._kind}: {len(self)}>"


def dotted_name(value: Any) -> str:
    """Return the module and the name of a function or a class."""
    return f"{value.__module__}.{value.__qualname__}"


def _named(key: object) -> str:
    return dotted_name(key) if isinstance(key, type) else str(key)


def _place(*, without: tuple[str, ...]) -> str:
    """Return the module and line of the innermost call outside these modules."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__") in {*without, "contextlib", "typing"}:
        frame = frame.f_back
    return f"{frame.f_globals.get('__name__')}:{frame.f_lineno}" if frame is not None else "an unknown place"


def load_modules(package: ModuleType, *, without: frozenset[str] = frozenset()) -> None:
    """Import every module of an app, so that its entries are registered."""
    for name in _module_names(package.__name__, list(package.__path__), _NOT_LOADED | without):
        import_module(name)


def _module_names(prefix: str, paths: list[str], without: frozenset[str]) -> Iterator[str]:
    for module in pkgutil.iter_modules(paths):
        if module.name in without or module.name.startswith("test_") or module.name == "conftest":
            continue
        name = f"{prefix}.{module.name}"
        yield name
        if module.ispkg:
            inside = frozenset(
                rest for noun, _dot, rest in (one.partition(".") for one in without) if noun == module.name
            )
            yield from _module_names(name, [f"{path}/{module.name}" for path in paths], inside)


class RegisteringAppConfig(AppConfig):
    """An app whose modules register declarations, promises, letters or sections of the register.

    Inherit from it in your own app: its modules are imported at start, after all models, and its forms and templates
    are checked against the register. ``not_loaded`` names modules that only start a process, and those that register
    nothing and import a large library (``noun.module``).
    """

    default_auto_field = "django.db.models.BigAutoField"
    not_loaded: frozenset[str] = frozenset()
    # Django would see two candidates in an apps.py that imports this class by name, and silently take neither.
    default = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.default = True

    def ready(self) -> None:
        """Import the app's modules, so that their entries are registered."""
        load_modules(import_module(self.name), without=self.not_loaded)


def own_apps() -> list[RegisteringAppConfig]:
    """Return the installed apps that inherit from ``RegisteringAppConfig``, unlike Django's and third parties'."""
    return [config for config in apps.get_app_configs() if isinstance(config, RegisteringAppConfig)]
