"""What the code does outside the declared models serves a purpose that the register tells."""

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from dsar.cases.copies import information
from privacy.inventory import activities, checks, declarations
from privacy.inventory.activities import Activity
from privacy.inventory.enums import NotPersonal
from privacy.register import basis
from privacy.register import operations as register
from privacy.register.frozen.register import Register
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from privacy.register.purposes.promises import purposes_are_a_closed_list
from privacy.retention.models import RetentionRule
from privacy.statistics.models import VisitCount
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("P13")]
FLOWER = Activity(key="flowers", title="Flowers, counted", purpose="gardening", unlinkable="Nobody is a flower.")


@pytest.fixture
def seeded() -> Register:
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=timezone.now())
    return register.freeze(now=timezone.now())


def verdict(draft: Register) -> Any:
    return purposes_are_a_closed_list(Facts(now=timezone.now(), register=draft))


def test_seed_tells_everything_that_the_code_does(seeded: Register) -> None:
    assert verdict(seeded).kind == VerdictKind.KEPT
    purposes = {purpose.key for purpose in seeded.purposes}
    rules = {rule.key: rule.purpose for rule in seeded.retention_rules}
    for activity in activities.all_activities():
        assert activity.purpose in purposes
        assert not activity.rule or rules[activity.rule] == activity.purpose
    assert {"journal", "visits", "answers", "sightings", "log", "backups"} <= set(activities.registry)


def test_basis_of_every_register_tells_it_too() -> None:
    rows = basis.basis_rows()
    purposes = {row["key"] for row in rows["purposes"]}
    rules = {row["key"] for row in rows["retention_rules"]}
    for activity in activities.all_activities():
        assert activity.purpose in purposes
        assert activity.rule in {*rules, ""}


def test_activity_for_no_published_purpose_is_broken(seeded: Register, replace_entries: ReplaceEntries) -> None:
    replace_entries(activities.registry, {**activities.registry, "flowers": FLOWER})
    found = verdict(seeded)
    assert found.kind == VerdictKind.BROKEN
    assert "Flowers, counted" in found.reason


def test_activity_whose_end_is_not_told_breaks_the_promise(seeded: Register) -> None:
    RetentionRule.objects.filter(key="site.log").delete()
    found = verdict(register.freeze(now=timezone.now()))
    assert found.kind == VerdictKind.BROKEN
    assert str(activities.registry["log"].title) in found.reason


def test_table_of_counts_without_an_activity_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_activities(None) == []
    monkeypatch.delitem(declarations.activities_of_models, VisitCount)  # type: ignore[misc]
    assert [error.obj for error in checks.check_activities(None)] == [VisitCount]
    monkeypatch.setitem(declarations.activities_of_models, VisitCount, "no such activity")  # type: ignore[misc]
    assert [error.id for error in checks.check_activities(None)] == ["privacy.E043"]
    assert VisitCount in declarations.all_exempt(NotPersonal.AGGREGATE)


def test_copy_says_what_cannot_be_found_by_an_address(seeded: Register) -> None:
    told = {row["title"] for row in information.sheet([], timezone.now())["not_searchable"]}
    assert {str(activity.title) for activity in activities.all_activities()} <= told
