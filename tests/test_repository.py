"""What a stranger reads first: length, links, version and licence say the same everywhere."""

import re
import tomllib
from pathlib import Path

import pytest

from proviso_site.settings.places import BASE_DIR

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
PAGES = sorted([*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")])
WRITTEN_LATER = {"docs/contributing/add-a-model.md"}
PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (BASE_DIR / name).read_text(encoding="utf-8")


def test_readme_is_short() -> None:
    assert len(read("README.md").split()) <= 600


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BASE_DIR).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = set(LINK.findall(page.read_text(encoding="utf-8"))) - WRITTEN_LATER
    assert {to for to in links if not (page.parent / to).exists()} == set()


def test_pages_that_are_written_later_are_not_written_yet() -> None:
    assert {name for name in WRITTEN_LATER if (BASE_DIR / name).exists()} == set()


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
