"""The country whose public holidays move a deadline: that of the settings, or else of the controller."""

from collections.abc import Callable

from privacy.conf import privacy_settings

_sources: list[Callable[[], str]] = []


def home_from(source: Callable[[], str]) -> Callable[[], str]:
    """Register the function that returns the controller's country. A decorator."""
    _sources[:] = [source]
    return source


def home_country() -> str:
    """Return the country's code; empty where neither settings nor register name one."""
    return privacy_settings().country or next((source() for source in _sources), "")
