"""What a seed file says, for settings that are read before the register is."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any


def seed_country(path: Path) -> str:
    """Return the controller's country in a seed file; empty if the file or the country is missing."""
    controller = _read(path).get("controller", {})
    return str(controller.get("country", "")) if isinstance(controller, dict) else ""


def is_written_in(path: Path, codes: Iterable[str]) -> bool:
    """Tell whether the purposes of a seed file have a title in every one of these languages."""
    titles = [purpose.get("title", {}) for purpose in _read(path).get("purposes", [])]
    return all(code.strip() in title for title in titles for code in codes)


@cache
def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
