"""The rules of the house that a machine can hold: style, types, layers, size, migrations, safe settings."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from proviso_site.settings.places import BASE_DIR

FILE_LINES, FUNCTION_LINES = 400, 50


def run_tool(*command: str, cwd: Path = BASE_DIR) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name(command[0]), *command[1:]],
        cwd=cwd, env=os.environ | {"PYTHONPATH": str(cwd)}, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


def passes(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        pytest.fail(f"{done.stdout}\n{done.stderr}", pytrace=False)


def test_style() -> None:
    passes(run_tool("ruff", "check", "."))


def test_format() -> None:
    passes(run_tool("ruff", "format", "--check", "."))


@pytest.mark.long
def test_types() -> None:
    passes(run_tool("mypy", "."))


def import_linter() -> dict[str, Any]:
    config = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return dict(config["tool"]["importlinter"])


def packages() -> list[str]:
    return list(import_linter()["root_packages"])


def apps() -> list[str]:
    return [name for name in packages() if (BASE_DIR / name / "apps.py").exists()]


def test_every_package_is_in_the_list_of_layers() -> None:
    """An app that is not in the list fails, whether or not it is installed."""
    assert sorted(packages()) == sorted(
        {file.relative_to(BASE_DIR).parts[0] for file in python_files()} - {"manage.py"}
    )
    own = [name for name in settings.INSTALLED_APPS if (BASE_DIR / name).exists()]
    assert sorted(own) == sorted(apps())


def test_every_app_has_one_order_of_its_nouns() -> None:
    ordered = [
        app for contract in import_linter()["contracts"] if contract.get("exhaustive") for app in contract["containers"]
    ]
    assert sorted(ordered) == sorted(apps())


def test_coverage_is_measured_of_every_app_and_of_nothing_else() -> None:
    commands = subprocess.run(["make", "-n", "test"], cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
    (measured,) = re.findall(r"slipcover --source (\S+) ", commands)
    assert measured.split(",") == sorted(apps())


def test_the_manual_shows_the_order_of_nouns() -> None:
    manual = (BASE_DIR / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    for contract in import_linter()["contracts"]:
        if contract.get("exhaustive"):
            nouns = [layer.replace(" | ", ", ") for layer in contract["layers"] if not layer.startswith("(")]
            assert f"| `{contract['containers'][0]}` | {'; '.join(nouns)} |" in manual


STRAYS = ("helpers.py", "things/__init__.py")
POINT_UP = (
    ("privacy/law/countries.py", "privacy.policy.views"),
    ("privacy/breaches/models.py", "privacy.breaches.operations"),
    ("privacy/retention/holds.py", "privacy.retention.admin_holds"),
    ("consent/gate/cookie.py", "tools.demo.table"),
    ("dsar/cases/rights.py", "contact.messages.operations"),
    ("dsar/cases/models.py", "consent.gate.cookie"),
    ("newsletter/issues/emails.py", "tests.browser"),
)


def test_what_is_in_no_list_points_up_or_in_a_circle_breaks_the_layers(tmp_path: Path) -> None:
    for name in packages():
        shutil.copytree(BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo"))
    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    passes(run_tool("lint-imports", "--no-cache", cwd=tmp_path))
    for app in apps():
        for stray in STRAYS:
            (tmp_path / app / stray).parent.mkdir(exist_ok=True)
            (tmp_path / app / stray).touch()
        for name, other in (("there", "back"), ("back", "there")):
            (tmp_path / app / "things" / f"{name}.py").write_text(f"import {app}.things.{other}\n", encoding="utf-8")
    for file, above in POINT_UP:
        with (tmp_path / file).open("a", encoding="utf-8") as module:
            module.write(f"\n\nimport {above}\n")
    done = run_tool("lint-imports", "--no-cache", cwd=tmp_path)
    assert done.returncode != 0
    said = " ".join(done.stdout.split())
    strays = [f"{app}.{name}" for app in apps() for name in ("helpers", "things")]
    ups = [f"{file[:-3].replace('/', '.')}" for file, _above in POINT_UP] + [above for _file, above in POINT_UP]
    circles = [f"No cycles are allowed in {app}.things." for app in apps()]
    assert [text for text in (*strays, *ups, *circles) if text not in said] == []


def python_files() -> list[Path]:
    known = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [BASE_DIR / name for name in sorted(set(known.stdout.splitlines()))]
    return [file for file in files if file.exists() and "migrations" not in file.parts]


def test_files_and_functions_are_short() -> None:
    files = python_files()
    assert len(files) > 50
    too_long: list[str] = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(BASE_DIR)
        if (lines := text.count("\n")) > FILE_LINES:
            too_long.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    too_long.append(f"{name}:{node.lineno} {node.name}: {length} lines")
    assert too_long == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True)


def test_locks_name_no_host_and_pin_everything() -> None:
    for file in sorted(BASE_DIR.glob("requirements*.txt")):
        text = file.read_text(encoding="utf-8")
        assert "://" not in text, file.name
        assert "index" not in text, file.name
        for line in text.splitlines():
            assert line.startswith(("    --hash=sha256:", "#")) or "==" in line, f"{file.name}: {line}"
