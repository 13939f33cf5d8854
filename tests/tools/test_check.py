"""`make check`: which tests are nearest to what changed, and what is left out."""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tools import check


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(check, "ROOT", tmp_path)
    return tmp_path


def place(root: Path, *names: str) -> dict[str, Path]:
    """Make the files, and return them by module."""
    paths = {name.removesuffix(".py").replace("/", "."): root / name for name in names}
    for path in paths.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return paths


IMPORTERS: Mapping[str, set[str]] = {
    "shop.prices": {"shop.orders", "tests.shop.test_prices"},
    "shop.orders": {"tests.shop.test_orders"},
}


def test_nearest_tests_come_first_and_the_rest_of_the_app_last(repository: Path) -> None:
    tests = [f"tests/{name}.py" for name in ("shop/test_prices", "shop/test_orders", "shop/test_apart", "post/test_a")]
    paths = place(repository, "shop/prices.py", "shop/orders.py", *tests)
    assert check.rank(["shop/prices.py"], IMPORTERS, paths) == tests[:3]
    assert check.rank(["shop/orders.py"], IMPORTERS, paths)[0] == "tests/shop/test_orders.py"


def test_changed_test_is_nearest_of_all(repository: Path) -> None:
    paths = place(repository, "shop/prices.py", "tests/shop/test_prices.py", "tests/post/test_a.py")
    ranked = check.rank(["shop/prices.py", "tests/post/test_a.py"], IMPORTERS, paths)
    assert ranked == ["tests/post/test_a.py", "tests/shop/test_prices.py"]


def test_test_of_the_same_name_is_near_without_an_import(repository: Path) -> None:
    paths = place(
        repository, "shop/views.py", "tests/shop/test_a.py", "tests/shop/test_views.py", "tests/post/test_views.py"
    )
    assert check.rank(["shop/views.py"], {}, paths) == ["tests/shop/test_views.py", "tests/shop/test_a.py"]


def test_template_is_near_to_what_names_it(repository: Path) -> None:
    paths = place(repository, "shop/views.py", "tests/shop/test_orders.py", "tests/post/test_a.py")
    paths["shop.views"].write_text('render("cards/basket.html")')
    importers = {"shop.views": {"tests.shop.test_orders"}}
    assert check.rank(["templates/cards/basket.html"], importers, paths) == ["tests/shop/test_orders.py"]


def test_conftest_is_near_to_the_tests_below_it(repository: Path) -> None:
    paths = place(repository, "tests/shop/test_a.py", "tests/shop/deep/test_b.py", "tests/post/test_a.py")
    assert check.rank(["tests/shop/conftest.py"], {}, paths) == ["tests/shop/deep/test_b.py", "tests/shop/test_a.py"]


def test_nothing_is_near_to_what_nobody_reads(repository: Path) -> None:
    paths = place(repository, "shop/views.py", "tests/shop/test_a.py")
    assert check.rank(["NOTES.md"], {}, paths) == []


def test_changed_files_are_those_of_the_branch_and_untracked_ones(repository: Path) -> None:
    def git(*command: str) -> None:
        author = ("-c", "user.name=Kari", "-c", "user.email=kari@example.com")
        subprocess.run(["git", *author, *command], cwd=repository, check=True, capture_output=True)

    git("init", "--initial-branch", "main")
    for name in ("old.py", "changed.py"):
        (repository / name).write_text("")
        git("add", name)
    git("commit", "--message", "Begin")
    git("switch", "--create", "branch")
    (repository / "committed.py").write_text("")
    git("add", "committed.py")
    git("commit", "--message", "Go on")
    (repository / "changed.py").write_text("x = 1\n")
    (repository / "untracked.py").write_text("")
    assert check.changed_files() == ["changed.py", "committed.py", "untracked.py"]
    assert check.changed_files("branch") == ["changed.py", "untracked.py"]


def test_graph_of_this_repository_knows_who_reaches_a_module() -> None:
    assert check.nearest_tests(["tools/check.py"])[0] == "tests/tools/test_check.py"


@pytest.fixture
def tests_in(tmp_path: Path) -> Path:
    (tmp_path / "test_some.py").write_text(
        "import pytest\n\n@pytest.fixture\ndef browser(): ...\n\n"
        "def test_quick(): ...\n\ndef test_in_a_browser(browser): assert False\n"
    )
    return tmp_path / "test_some.py"


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(60, "1 passed, 1 deselected"), (-60, "Left out, for lack of time: 1 tests in")]
)
def test_run_leaves_out_browsers_and_what_comes_too_late(tests_in: Path, seconds: int, outcome: str) -> None:
    done = subprocess.run(
        [*check.command_of_tests(), "--rootdir", tests_in.parent, "-p", "no:django", "-c", "/dev/null", tests_in],
        cwd=check.ROOT,
        env=check.environment_of_tests(time.monotonic() + seconds),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert outcome in done.stdout, done.stderr
    assert "Left out: 1 tests that drive a browser." in done.stdout
