"""The software bill of materials (CycloneDX): ``python -m tools.sbom FILE``; `make sbom` runs it for a release."""

import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]
# Later files repeat the packages of earlier ones in the same versions: the first file decides the scope of a package.
LOCKS = {
    "requirements.txt": ComponentScope.REQUIRED,
    "requirements-run.txt": ComponentScope.OPTIONAL,  # the embedded servers of `make run`
    "requirements-test.txt": ComponentScope.EXCLUDED,  # for development only
    "requirements-uv.txt": ComponentScope.EXCLUDED,
}
_PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\\\n)*.*)", re.MULTILINE)
_SHA256 = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NO_LICENCE = {"", "UNKNOWN"}
_licences = LicenseFactory()


def locked() -> dict[str, Component]:
    """Return every locked package by name, with its version, checksums, scope, and licence if known."""
    components: dict[str, Component] = {}
    for file, scope in LOCKS.items():
        for pin in _PIN.finditer((ROOT / file).read_text(encoding="utf-8")):
            if pin["name"] not in components:
                components[pin["name"]] = _component(pin["name"], pin["version"], pin["rest"], scope)
    return components


def make(now: datetime) -> Bom:
    """Return the bill of materials of the checked-out version, with the timestamp ``now``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    site = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[_licences.make_from_string(project["license"])],
    )
    bom = Bom(components=locked().values(), serial_number=uuid.uuid4())
    bom.metadata.component = site
    bom.metadata.timestamp = now
    shipped = [component for component in bom.components if component.scope is not ComponentScope.EXCLUDED]
    bom.register_dependency(site, shipped)
    return bom


def as_json(bom: Bom) -> str:
    """Return the bill as CycloneDX 1.6."""
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _component(name: str, version: str, hashes: str, scope: ComponentScope) -> Component:
    purl = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        scope=scope,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in _SHA256.findall(hashes)],
        licenses=_licence(name),
    )


def _licence(name: str) -> list[License]:
    """Return the licence in the metadata of a package; none if it is not installed (packages of other systems)."""
    try:
        package = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    for text in _stated(package):
        if text not in _NO_LICENCE:
            return [_licences.make_from_string(text)]
    return []


def _stated(package: metadata.PackageMetadata) -> Iterator[str]:
    yield from package.get_all("License-Expression") or []
    # Some packages have the whole text of the licence in this field.
    yield from (text.partition("\n")[0].strip() for text in package.get_all("License") or [])
    for classifier in package.get_all("Classifier") or []:
        if classifier.startswith("License :: OSI Approved :: "):
            yield classifier.rpartition(" :: ")[2]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    target.write_text(as_json(make(now)), encoding="utf-8")
    print(target)
