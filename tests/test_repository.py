"""What a stranger reads first: length, links, version and licence say the same everywhere."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from proviso_site.settings.places import BASE_DIR

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
PAGES = sorted([*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")])
PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8")


def test_readme_is_short() -> None:
    assert len(read("README.md").split()) <= 600


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BASE_DIR).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = set(LINK.findall(page.read_text(encoding="utf-8")))
    assert {to for to in links if not (page.parent / to).exists()} == set()


def imports_in(page: Path) -> set[tuple[str, str]]:
    """Return what the examples of a page import from the apps that exist: the module and the name."""
    found = re.findall(r"^ *from ([\w.]+) import (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    ours = [
        (module, names) for module, names in found if (BASE_DIR / module.partition(".")[0] / "__init__.py").exists()
    ]
    return {(module, name.partition(" as ")[0].strip()) for module, names in ours for name in names.split(",")}


def test_examples_import_what_is_there() -> None:
    """A page that somebody follows step by step is not left behind by a new name."""
    imports = set().union(*map(imports_in, (BASE_DIR / "docs" / "contributing").glob("*.md")))
    assert len(imports) > 15
    for module, name in sorted(imports):
        is_module = (BASE_DIR / module.replace(".", "/") / f"{name}.py").exists()
        assert is_module or hasattr(import_module(module), name), f"{module} has no {name}"


def test_changelog_begins_with_this_version_in_sections() -> None:
    versions = re.findall(r"^## (\S+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] in {PROJECT["version"], "Unreleased"}
    assert PROJECT["version"] in versions
    assert set(re.findall(r"^### (\w+)$", read("CHANGELOG.md"), re.MULTILINE)) <= {
        "Added",
        "Changed",
        "Fixed",
        "Security",
    }


def test_licence_is_the_same_everywhere() -> None:
    assert PROJECT["license"] == "BSD-3-Clause"
    assert "BSD-3-Clause" in read("README.md")
    assert "Redistribution and use in source and binary forms" in read("LICENSE")


def test_hooks_are_local() -> None:
    """No hook is fetched from anywhere, and each runs out of .venv."""
    hooks = read(".pre-commit-config.yaml")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert hooks.count("entry: .venv/bin/") == hooks.count("{id:")
