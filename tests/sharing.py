"""Which tests run on one worker of pytest-xdist, and which of them begin first.

The tests of a file share what their module sets up; those that look at the running site share that site, which takes
longer to start than most files to run. What lasts is begun first, so that no worker waits for another at the end.
"""

from collections.abc import Iterator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

# Fixtures of the session that one worker sets up and has all the tests of. Every worker sets up the others.
_SHARED = ("site", "production")


class ByFile(LoadGroupScheduling):
    """Sends the tests of a file to one worker, unless they are of another group."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    """Let ``--dist loadgroup`` mean files and groups."""
    return ByFile(config, log) if config.getoption("dist") == "loadgroup" else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Name the groups before pytest-xdist reads them, and order the tests after pytest-django has."""
    if not config.getoption("loadgroup", default=False):
        yield
        return
    for item in items:
        if group := _group(item):
            item.add_marker(pytest.mark.xdist_group(group))
    yield
    units = list(dict.fromkeys(map(_unit, items)))
    is_long = {_unit(item) for item in items if _group(item) or item.get_closest_marker("long")}
    # Within a unit pytest-django's order holds.
    units.sort(key=lambda unit: unit not in is_long)
    places = {unit: place for place, unit in enumerate(units)}
    items.sort(key=lambda item: places[_unit(item)])


def _unit(item: pytest.Item) -> str:
    return _group(item) or item.location[0]


def _group(item: pytest.Item) -> str:
    return next((name for name in _SHARED if name in getattr(item, "fixturenames", ())), "")
