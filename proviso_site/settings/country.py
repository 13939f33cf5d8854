"""The country that a seed file names, for settings that are read before the register is."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def seed_country(path: Path) -> str:
    """Return the controller's country in a seed file; empty if the file or the country is missing."""
    try:
        controller = tomllib.loads(path.read_text(encoding="utf-8")).get("controller", {})
    except (OSError, ValueError):
        return ""
    return str(controller.get("country", "")) if isinstance(controller, dict) else ""
