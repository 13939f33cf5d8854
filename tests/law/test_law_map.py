from pathlib import Path

import pytest
from pytest_django import Settings

from privacy.verdicts import queries as verdict_queries
from tools import law_map


def test_every_marker_names_a_known_requirement() -> None:
    assert {key for key, _test in law_map.marked()} - set(law_map.requirements()) == set()


def test_a_requirement_is_either_tested_or_excused_not_both() -> None:
    tested = {key for key, _test in law_map.marked()}
    excused = {key for key, entry in law_map.requirements().items() if entry.why}
    assert excused
    assert tested & excused == set()


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Path:
    law_map.build(tmp_path / "law-map.md", tmp_path / "law-map.json")
    settings.PRIVACY = settings.PRIVACY | {"LAW_MAP_FILE": tmp_path / "law-map.json"}
    return tmp_path / "law-map.md"


def test_map_is_built_with_a_row_for_every_requirement(built: Path) -> None:
    rows = [line.split(" | ")[0] for line in built.read_text(encoding="utf-8").splitlines()]
    assert [row for row in rows if row.removeprefix("| ") in law_map.requirements()] == [
        f"| {key}" for key in law_map.requirements()
    ]


@pytest.mark.usefixtures("built")
def test_the_site_knows_the_tests_of_a_promise() -> None:
    assert (
        "newsletter/issues/test_promises.py::test_p19_is_kept_for_subscribers_and_for_those_who_left_later"
        in verdict_queries.tests_by_promise()["P19"]
    )


def test_the_site_does_without_a_map(tmp_path: Path, settings: Settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"LAW_MAP_FILE": tmp_path / "law-map.json"}
    assert verdict_queries.tests_by_promise() == {}


def test_what_is_held_in_part_has_tests_and_says_the_rest(built: Path) -> None:
    tests = law_map.tests_by_requirement()
    in_part = {key: entry.partly for key, entry in law_map.requirements().items() if entry.partly}
    assert "A-16" in in_part
    for key, rest in in_part.items():
        assert tests[key]
        assert f"In part: {rest}" in built.read_text(encoding="utf-8")


def test_image_has_the_map_and_no_tests() -> None:
    """What the image's build needs for the map is let in, and removed again where it is made."""
    let_in = (law_map.ROOT / ".dockerignore").read_text().splitlines()
    assert {"!docs/law", "!tests", "!tools/law_map.py"} <= set(let_in)
    build = (law_map.ROOT / "Dockerfile").read_text()
    assert build.index("-m tools.law_map") < build.index("rm -rf /tmp/build docs/law docs/law-map.md tests tools")
