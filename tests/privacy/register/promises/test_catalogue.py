"""The catalogue of the promises, and the check that each has somebody or something to answer for it."""

import re

import pytest
from django.core.checks import run_checks

from privacy.conf import CORE_PROMISES
from privacy.register.promises import catalogue
from privacy.register.promises import registry as verdicts
from privacy.register.promises.checks import check_promises_are_answered_for
from privacy.register.promises.enums import PromiseKind
from privacy.register.promises.registry import kept
from privacy.registry import RegistrationError
from tests.registries import ReplaceEntries


def test_catalogue_begins_with_the_sixty_promises_of_the_old_policy_in_order() -> None:
    assert list(catalogue.all_promises())[:60] == [f"P{number}" for number in range(1, 61)]
    for one in catalogue.all_promises().values():
        assert set(one.text) == {"nb", "nn", "en"}
        assert set(one.looks) in ({"nb", "nn", "en"}, set())
        assert all([*one.text.values(), *one.looks.values()])
        assert one.law
    assert {promise.kind for promise in catalogue.all_promises().values()} == set(PromiseKind)


def test_every_promise_has_a_check_or_a_reason() -> None:
    assert [message for message in run_checks() if message.id == "privacy.E020"] == []


def test_promise_that_nothing_answers_for_is_an_error(replace_entries: ReplaceEntries) -> None:
    replace_entries(verdicts.promises, {k: v for k, v in verdicts.promises.items() if k != "P29"})
    (error,) = check_promises_are_answered_for(None)
    assert (error.id, error.obj) == ("privacy.E020", "P29")
    assert "no check and no reason" in error.msg


def test_check_and_reason_together_are_refused() -> None:
    with pytest.raises(RegistrationError, match=r"promise P29 is registered twice: in \S+:\d+ and in tests\."):
        verdicts.unknowable("P29", reason="ingen kan vite det")
    assert verdicts.reason_of("P29") is None


def test_check_of_a_promise_that_the_site_does_not_make_is_not_asked(replace_entries: ReplaceEntries) -> None:
    replace_entries(verdicts.promises, {"P99": lambda _facts: kept("1"), "P2": lambda _facts: kept("1")})
    assert verdicts.all_promises()[:3] == ["P1", "P2", "P3"]
    assert "P99" not in verdicts.all_promises()
    assert [name for name, _check in verdicts.all_checks()] == ["P2"]


def test_core_catalogue_is_what_the_three_apps_check_by_themselves() -> None:
    core = catalogue.read(CORE_PROMISES)
    apps = {name: check.__module__.partition(".")[0] for name, check in verdicts.all_checks()}
    assert {apps.get(name) for name in core} == {"privacy", "consent", "dsar"}
    assert {name for name, app in apps.items() if app in ("privacy", "consent", "dsar")} - set(core) == {"P42"}


def test_promises_of_a_later_file_replace_those_of_the_core() -> None:
    assert catalogue.all_promises()["P8"].text["en"] != catalogue.read(CORE_PROMISES)["P8"].text["en"]


def test_check_says_what_it_looks_at(replace_entries: ReplaceEntries) -> None:
    def look(_facts: verdicts.Facts) -> verdicts.Verdict:
        """Count what is
        there.

        Not told.
        """
        return kept("1")

    replace_entries(verdicts.promises, {"P1": look})
    assert verdicts.describe_check("P1") == "Count what is there."
    assert verdicts.describe_check("P2") == ""


def test_every_check_is_explained_to_those_who_read_no_code() -> None:
    promises = catalogue.all_promises().values()
    lacking = [promise.id for promise in promises if verdicts.has_check(promise.id) and not promise.looks.get("nb")]
    assert lacking == []


def test_acts_of_norway_are_named_to_a_controller_in_norway_alone() -> None:
    """Every promise rests on something that binds elsewhere too."""
    acts = re.compile(r"personopplysningslov|ekomlov|markedsføringslov|Datatilsyn", re.IGNORECASE)
    assert any(acts.search(law) for promise in catalogue.all_promises().values() for law in promise.law_in("NO"))
    for one in catalogue.all_promises().values():
        assert one.law_in("DE"), one.id
        assert not acts.search(" ".join([*one.law_in("DE"), *one.text.values()])), one.id
