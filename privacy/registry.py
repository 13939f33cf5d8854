"""One registry for everything that plugs in: promises, letters, sections, declarations, dashboards, vendors.

An entry is added by a decorator or a call, beside the code that it is about. Nothing is found by the name of a file:
``load_modules`` imports every module of an app, and whatever they register is there.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import AppConfig

# Django loads these by itself, or they must not run in every process.
_NOT_LOADED = frozenset({"management", "migrations", "templatetags"})


def load_modules(package: ModuleType) -> None:
    """Import every module of an app's nouns, so that each registers what it has."""
    for name in _module_names(package.__name__, list(package.__path__), _NOT_LOADED):
        import_module(name)


def _module_names(prefix: str, paths: list[str], without: frozenset[str]) -> Iterator[str]:
    for module in pkgutil.iter_modules(paths):
        if module.name in without:
            continue
        name = f"{prefix}.{module.name}"
        yield name
        if module.ispkg:
            yield from _module_names(name, [f"{path}/{module.name}" for path in paths], frozenset())


class RegisteringAppConfig(AppConfig):
    """An app that registers what it holds: models with personal data, promises, letters, sections of the register.

    Inherit from it in an app of your own, and the app's modules are imported at start, once every model is loaded.
    """

    default_auto_field = "django.db.models.BigAutoField"
    # Django would see two candidates in an apps.py that imports this class by name, and silently take neither.
    default = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.default = True

    def ready(self) -> None:
        """Import the app's modules, so that each registers what it has."""
        load_modules(import_module(self.name))
