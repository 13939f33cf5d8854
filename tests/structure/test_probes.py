"""Coverage is measured without looking for what refers to the code, again and again."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from slipcover import Slipcover, pytest_plugin

from proviso_site.settings.places import BASE_DIR
from tests import probes

LOOP = compile("for _ in range(1000):\n    pass\n", "loop.py", "exec")


def searches_of(measuring: Slipcover, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run a loop that is measured, and return how often that looked for what refers to its code."""
    found: list[str] = []
    monkeypatch.setattr(measuring, "deinstrument_seen", lambda: found.append("again"), raising=False)
    exec(measuring.instrument(LOOP), {})  # noqa: S102 - the loop above
    return found


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="slipcover puts no probes into the code there")
def test_probes_stay_in_the_code_and_see_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert searches_of(Slipcover(), monkeypatch)
    measuring = Slipcover()
    monkeypatch.setitem(sys.modules, "slipcover.pytest_plugin", SimpleNamespace(_slipcover_instance=measuring))
    probes.keep_probes()
    assert searches_of(measuring, monkeypatch) == []
    assert measuring.get_coverage()["files"]["loop.py"]["executed_lines"] == [1, 2]


def test_make_test_keeps_the_probes_of_every_worker() -> None:
    assert hasattr(pytest_plugin, "_slipcover_instance")
    commands = subprocess.run(["make", "-n", "test"], cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
    assert f"PYTEST_PLUGINS={probes.__name__} " in commands
