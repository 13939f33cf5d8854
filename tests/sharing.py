"""Which tests run on one worker of pytest-xdist, and which of them begin first.

The tests of a file share what their module sets up; those that look at the running site share that site, which takes
longer to start than most files to run. What lasts is begun first, so that no worker waits for another at the end.
"""

import json
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# Fixtures of the session that one worker sets up and has all the tests of. Every worker sets up the others.
_SHARED = ("site", "production")


class BySharing(LoadFileScheduling):
    """Sends the tests of a file to one worker, and with them the files that use the same shared fixture."""

    @cached_property
    def _groups(self) -> dict[str, str]:
        # Only the workers collect the tests, and they have by now.
        groups: dict[str, str] = json.loads(_groups_file().read_text(encoding="utf-8"))
        return groups

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return self._groups.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharing | None:
    """Let ``--dist loadfile`` know the shared fixtures."""
    return BySharing(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Tell the scheduler the groups, and order the tests after pytest-django has."""
    yield
    if not hasattr(config, "workerinput"):
        return
    groups = {_file(item): group for item in items if (group := _group(item))}
    _write(groups)
    units = list(dict.fromkeys(groups.get(_file(item), _file(item)) for item in items))
    is_long = {*groups.values(), *(_file(item) for item in items if item.get_closest_marker("long"))}
    units.sort(key=lambda unit: unit not in is_long)
    places = {unit: place for place, unit in enumerate(units)}
    # Within a unit pytest-django's order holds.
    items.sort(key=lambda item: places[groups.get(_file(item), _file(item))])


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _group(item: pytest.Item) -> str:
    return next((name for name in _SHARED if name in getattr(item, "fixturenames", ())), "")


def _groups_file() -> Path:
    return Path(os.environ["TEST_ROOT"]) / "groups.json"


def _write(groups: dict[str, str]) -> None:
    """Write the groups, which are the same in every worker."""
    draft = _groups_file().with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(groups), encoding="utf-8")
    draft.replace(_groups_file())
