"""The inner loop, ``make check``: style, structure, types, and the tests nearest to what changed, within 90 seconds."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SECONDS = 90
_LAST_TEST, _CLOSING = 5, 5  # seconds that the last test may take, and pytest to stop its services
_NAMED = 10  # of the files that were left out for lack of time
STRUCTURE = "tests/proviso_site/test_structure.py"
_DONE_HERE = ("test_style", "test_format", "test_types", "test_what_is_in_no_list_and_what_points_up_breaks_the_layers")
_BROWSER = {"browser", "context", "page", "site"}  # fixtures that start a browser or a whole site
_UNTIL = "CHECK_UNTIL"


def main() -> int:
    """Run the checks, print failures and omissions, and return the exit status."""
    until = time.monotonic() + int(os.environ.get("CHECK_SECONDS", SECONDS))
    files = changed_files(os.environ.get("BASE", ""))
    print(f"{len(files)} changed files", flush=True)
    types = subprocess.Popen(
        [BIN / "dmypy", "run", "--", "."], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    style = [
        _run("style", BIN / "ruff", "check", "--quiet", "."),
        _run("format", BIN / "ruff", "format", "--check", "--quiet", "."),
        _run("imports", BIN / "lint-imports"),
    ]
    tests = nearest_tests(files)
    print(f"{len(tests)} test files reach what changed, nearest first: {', '.join(tests[:5]) or '–'}", flush=True)
    tested = _run_tests([STRUCTURE, *(test for test in tests if test != STRUCTURE)], until)
    return int(not all([*style, tested, _finish_types(types, until)]))


def changed_files(base: str = "") -> list[str]:
    """Return the paths that differ from ``base``, by default the merge base with the main branch; untracked too."""
    base = base or _merge_base()
    names = _git("diff", "--name-only", base) + _git("ls-files", "--others", "--exclude-standard")
    return sorted({name for name in names if not (ROOT / name).is_dir()})


def nearest_tests(files: Collection[str]) -> list[str]:
    """Return the test files that reach ``files`` by imports, by name or by a mention, nearest first."""
    packages = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
    graph = grimp.build_graph(*packages, cache_dir=str(ROOT / ".import_linter_cache"))
    importers = {module: graph.find_modules_that_directly_import(module) for module in graph.modules}
    return rank(files, importers, {module: path for module in graph.modules if (path := _path(module))})


def rank(files: Collection[str], importers: Mapping[str, set[str]], paths: Mapping[str, Path]) -> list[str]:
    """Order the test files among ``paths`` by the fewest imports between them and one of the changed ``files``.

    A mention, the same name and a conftest count as one import. The other tests of the app come last, since Django
    loads some modules without an import.
    """
    modules = {path.relative_to(ROOT).as_posix(): module for module, path in paths.items()}
    tests = {name: module for name, module in modules.items() if _is_test(name)}
    distance = dict.fromkeys((modules[name] for name in files if name in modules), 0)
    frontier = {importer for module in distance for importer in importers.get(module, ())}
    frontier |= _mentions({Path(name).name for name in files if not name.endswith(".py")}, paths)
    frontier |= {tests[test] for test in tests for name in files if _is_twin(name, test)}
    for step in range(1, len(modules) + 1):
        frontier -= distance.keys()
        distance |= dict.fromkeys(frontier, step)
        frontier = {importer for module in frontier for importer in importers.get(module, ())}
    apps = {app for name in files for app in Path(name).parts[:-1]} - {"tests"}
    last = len(modules) + 1
    near = {name: distance.get(module, last) for name, module in tests.items()}
    near = {name: steps for name, steps in near.items() if steps < last or Path(name).parts[1] in apps}
    return sorted(near, key=lambda name: (near[name], name))


def _is_test(name: str) -> bool:
    return name.startswith("tests/") and Path(name).name.startswith("test_")


def _is_twin(name: str, test: str) -> bool:
    """Return whether a test has the file's name in the same app, or the file is a conftest above the test."""
    file = Path(name)
    if file.name == "conftest.py":
        return file.parent in Path(test).parents
    return Path(test).name == f"test_{file.name}" and Path(test).parts[1] == file.parts[0]


def _mentions(names: Collection[str], paths: Mapping[str, Path]) -> set[str]:
    """Return the modules whose source mentions one of these file names, such as a template."""
    if not names:
        return set()
    pattern = re.compile("|".join(rf"(?<![\w-]){re.escape(name)}\b" for name in names))
    return {module for module, path in paths.items() if pattern.search(path.read_text(encoding="utf-8"))}


def _path(module: str) -> Path | None:
    stem = ROOT.joinpath(*module.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.exists()), None)


def command_of_tests() -> list[str]:
    """Return the command that runs test files, within the time of `environment_of_tests`."""
    return [sys.executable, "-m", "pytest", "-q", "-n0", "--disable-warnings", "-p", "tools.check"]


def environment_of_tests(until: float) -> dict[str, str]:
    """Return the environment of tests that begin no later than ``until``, as `time.monotonic` has it."""
    return os.environ | {_UNTIL: str(until)}


def _run_tests(files: Iterable[str], until: float) -> bool:
    command = [*command_of_tests(), *(f"--deselect={STRUCTURE}::{name}" for name in _DONE_HERE), *files]
    environment = environment_of_tests(until - _LAST_TEST - _CLOSING)
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            return process.wait(timeout=max(until - _CLOSING - time.monotonic(), 1)) == 0
        except subprocess.TimeoutExpired:
            # Like Ctrl-C: pytest stops its services and reports the current test.
            process.send_signal(signal.SIGINT)
            print("Out of time in the middle of a test.")
            return False


def _finish_types(process: subprocess.Popen[str], until: float) -> bool:
    """Wait for mypy's daemon; its first run takes longer than the limit and continues in the background."""
    try:
        output, _ = process.communicate(timeout=max(until - time.monotonic(), 1))
    except subprocess.TimeoutExpired:
        print("types: mypy is still reading everything for the first time; run make check again")
        return False
    if process.returncode:
        print(output)
    return process.returncode == 0


def _run(name: str, *command: str | Path) -> bool:
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if process.returncode:
        print(f"{name}:\n{process.stdout}{process.stderr}", flush=True)
    return process.returncode == 0


def _merge_base() -> str:
    for branch in ("@{upstream}", "origin/HEAD", "main", "master"):
        process = subprocess.run(
            ["git", "merge-base", "HEAD", branch], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if process.returncode == 0:
            return process.stdout.strip()
    return "HEAD"


def _git(*command: str) -> list[str]:
    return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


class _TimeLimit:
    """Pytest plugin that leaves out browser tests and tests that would start too late, and reports them."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.in_browser = 0
        self.too_late: Counter[str] = Counter()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        slow = [item for item in items if _BROWSER & set(getattr(item, "fixturenames", ()))]
        self.in_browser = len(slow)
        config.hook.pytest_deselected(items=slow)
        # pytest-django has sorted the tests by their use of the database; restore the order of the files.
        places = {name: place for place, name in reversed(list(enumerate(config.args)))}
        rest = [item for item in items if item not in slow]
        items[:] = sorted(rest, key=lambda item: places.get(item.location[0], len(places)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        if time.monotonic() < self.until:
            return None
        self.too_late[item.location[0]] += 1
        return True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.in_browser:
            terminalreporter.write_line(f"Left out: {self.in_browser} tests that drive a browser.")
        if self.too_late:
            files = [f"{len(self.too_late) - _NAMED} more files"] if len(self.too_late) > _NAMED else []
            files = [*list(self.too_late)[:_NAMED], *files]
            count = self.too_late.total()
            terminalreporter.write_line(f"Left out, for lack of time: {count} tests in {', '.join(files)}")


def pytest_configure(config: pytest.Config) -> None:
    """Register the time limit; ``-p tools.check`` loads this module as a plugin."""
    config.pluginmanager.register(_TimeLimit(float(os.environ[_UNTIL])), "check")


if __name__ == "__main__":
    sys.exit(main())
