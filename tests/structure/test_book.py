"""The operator's book and every other page of the documentation: each command that they name exists."""

import re
import subprocess
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from proviso_site.settings.places import BASE_DIR

PAGES = sorted([*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")])
BOOK = BASE_DIR / "docs" / "operating"
_CODE = re.compile(r"```(?:console|sh)\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_MANAGE = re.compile(r"manage\.py ([a-z_]+)([^|&;#\n]*)")
_MAKE = re.compile(r"^make ([a-z-]+)")
_MODULE = re.compile(r"python -m ([a-z_.]+)")
_SERVICE = re.compile(r"docker compose (?:exec|restart|logs)(?: -T)? ([a-z]+)")
_OPTION = re.compile(r"(?<=\s)--[a-z-]+")
# deploy/make-secrets makes the folder and the file of settings.
_OURS = re.compile(r"^(?:bin|deploy)/(?!secrets|site\.env$)[\w.-]+")


def code_of(page: Path) -> list[str]:
    """Return the lines of code of a page: of its blocks and between its words."""
    blocks = [block or inline for block, inline in _CODE.findall(page.read_text(encoding="utf-8"))]
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]


def faults(line: str) -> list[str]:
    """Return what a line of code names and nobody has."""
    found = []
    for name, rest in _MANAGE.findall(line):
        if name not in get_commands():
            found.append(f"manage.py {name}")
            continue
        parser: ArgumentParser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        found += [f"manage.py {name} {option}" for option in _OPTION.findall(f" {rest}") if option not in known]
    makefile = (BASE_DIR / "Makefile").read_text(encoding="utf-8")
    found += [f"make {name}" for name in _MAKE.findall(line) if not re.search(rf"^{name}:", makefile, re.MULTILINE)]
    found += [f"python -m {name}" for name in _MODULE.findall(line) if not find_spec(name)]
    compose = (BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8")
    found += [f"service {name}" for name in _SERVICE.findall(line) if f"\n  {name}:\n" not in compose]
    return found + [name for name in _OURS.findall(line) if not (BASE_DIR / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BASE_DIR).as_posix())
def test_commands_of_a_page_exist(page: Path) -> None:
    assert [fault for line in code_of(page) for fault in faults(line)] == []


@pytest.mark.parametrize(
    "line",
    ["manage.py mend", ".venv/bin/python manage.py drill --soon", "make rescue", "python -m tools.rescue",
     "docker compose exec rescue python manage.py drill", "deploy/rescue"],
)  # fmt: skip
def test_command_that_does_not_exist_is_found(line: str) -> None:
    assert len(faults(line)) == 1


def test_chapters_are_listed() -> None:
    listed = set(re.findall(r"\]\(([a-z-]+\.md)\)", (BOOK / "README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in BOOK.glob("*.md")} - {"README.md"}


def test_steps_of_the_drill_are_those_that_a_test_follows() -> None:
    lines = [line for line in code_of(BOOK / "drill.md") if line.startswith(".venv/bin/python manage.py")]
    tests = "".join(path.read_text(encoding="utf-8") for path in (BASE_DIR / "tests").rglob("test_*backup*.py"))
    followed = {name for line in lines for name in _MANAGE.findall(line)[0][:1] if f'manage("{name}"' in tests}
    assert {_MANAGE.findall(line)[0][0] for line in lines} - followed <= {"check_promises"}
    assert len(followed) == 5


@pytest.mark.parametrize(("is_well", "is_back"), [(True, False), (False, True)])
def test_upgrade_goes_back_when_the_new_version_is_not_well(tmp_path: Path, is_well: bool, is_back: bool) -> None:
    """With a stand-in for the container engine, which writes down what it is asked for."""
    engine, asked = tmp_path / "docker", tmp_path / "asked"
    fails = "" if is_well else 'case "$*" in *"--wait-timeout 300") exit 1;; esac'
    engine.write_text(f'#!/bin/sh\necho "$*" >>{asked}\n{fails}\n')
    engine.chmod(0o700)
    done = subprocess.run(
        [BASE_DIR / "deploy" / "upgrade"], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, check=False
    )
    steps = asked.read_text().splitlines()
    assert steps[0].endswith("manage.py backup")
    assert steps.index("tag proviso:latest proviso:before") < steps.index("compose build")
    assert ("tag proviso:before proviso:latest" in steps) is is_back
    assert done.returncode == (0 if is_well else 1)
