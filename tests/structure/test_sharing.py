"""What the tests share is set up by one worker."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import sharing


def items(**files: list[str]) -> Any:
    """Return a test for each file, named by its last part, with the fixtures of the test."""
    return [
        SimpleNamespace(
            nodeid=f"tests/{name}.py::test_it", fixturenames=fixtures, get_closest_marker=lambda _name: None
        )
        for name, fixtures in files.items()
    ]


def ordered(config: object, tests: Any) -> list[str]:
    hook = sharing.pytest_collection_modifyitems(config, tests)  # type: ignore[arg-type]
    next(hook)
    with pytest.raises(StopIteration):
        next(hook)
    return [test.nodeid.split("/")[1].partition(".")[0] for test in tests]


def test_files_with_a_shared_fixture_are_one_unit_and_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_ROOT", str(tmp_path))
    tests = items(quick=["db"], journey=["page", "site"], slow=["db"], other=["site"])
    tests[2].get_closest_marker = lambda name: name == "long"
    assert ordered(SimpleNamespace(workerinput={}), tests) == ["journey", "other", "slow", "quick"]
    scheduler = sharing.BySharing.__new__(sharing.BySharing)
    units = [scheduler._split_scope(test.nodeid) for test in tests]
    assert units == ["site", "site", "tests/slow.py", "tests/quick.py"]


def test_order_is_pytest_s_own_without_workers() -> None:
    tests = items(quick=["db"], journey=["site"])
    assert ordered(SimpleNamespace(), tests) == ["quick", "journey"]
