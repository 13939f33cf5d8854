from privacy.verdicts import queries as promises
from tests.law import law_map


def test_every_marker_names_a_known_requirement() -> None:
    known = set(law_map.requirements())
    assert {one for one, _test in law_map.marked()} - known == set()


def test_the_page_is_what_the_markers_say() -> None:
    assert law_map.TARGET.read_text() == law_map.render(), "run: python -m tests.law.law_map"


def test_a_requirement_is_either_tested_or_excused_not_both() -> None:
    tested = {one for one, _test in law_map.marked()}
    excused = {key for key, entry in law_map.requirements().items() if "why" in entry}
    assert tested & excused == set()


def test_the_site_shows_what_the_markers_say() -> None:
    assert law_map.DATA.read_text() == law_map.data(), "run: python -m tests.law.law_map"


def test_the_site_knows_the_tests_of_a_promise() -> None:
    assert (
        "newsletter/issues/test_promises.py::test_p19_is_kept_for_subscribers_and_for_those_who_left_later"
        in (promises.tests_by_promise()["P19"])
    )


def test_what_is_held_in_part_has_tests_and_says_the_rest() -> None:
    tests = law_map.tests_by_requirement()
    in_part = {key: entry["partly"] for key, entry in law_map.requirements().items() if "partly" in entry}
    assert "A-16" in in_part
    for key, rest in in_part.items():
        assert tests[key]
        assert f"In part: {rest}" in law_map.TARGET.read_text(encoding="utf-8")
