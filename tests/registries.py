"""Registries as a test wants them: the type of the fixture ``replace_entries``."""

from collections.abc import Callable, Mapping
from typing import Any

from privacy.registry import Registry

ReplaceEntries = Callable[[Registry[Any, Any], Mapping[Any, Any]], object]
