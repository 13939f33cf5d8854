"""The rules of the house that a machine can hold: style, types, layers, size, migrations, safe settings."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from proviso_site.settings.places import BASE_DIR

APPS = ("proviso_site", "privacy", "consent", "newsletter", "contact", "dsar")
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


def test_types() -> None:
    passes(run_tool("mypy", "."))


def test_layers() -> None:
    passes(run_tool("lint-imports", "--no-cache"))


def test_a_stray_module_breaks_the_layers(tmp_path: Path) -> None:
    for app in APPS:
        shutil.copytree(BASE_DIR / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo"))
    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    passes(run_tool("lint-imports", "--no-cache", cwd=tmp_path))
    for app in APPS[1:]:
        stray = tmp_path / app / "helpers.py"
        stray.touch()
        done = run_tool("lint-imports", "--no-cache", cwd=tmp_path)
        assert done.returncode != 0, app
        assert f"{app}.helpers" in done.stdout
        stray.unlink()


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
