"""Children, where the site is aimed at them (LAW C-33)."""

from typing import Any

import pytest
from django.utils import timezone, translation

from consent.choices import checks, interface
from consent.choices.enums import Surface
from consent.gate.offer import Offer
from privacy.register import operations as register
from privacy.register.statements import choosing, linting
from tests.factories.privacy import NOW
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-33")]


@pytest.mark.parametrize("surface", [Surface.BANNER, Surface.PAGE])
def test_question_names_the_age_only_where_children_are_meant(settings: Any, offer: Offer, surface: Surface) -> None:
    words = says("Are you under %(age)s? Then a parent must answer for you.", age=13)
    said = {}
    for is_aimed in (False, True):
        settings.PRIVACY = settings.PRIVACY | {"IS_AIMED_AT_CHILDREN": is_aimed}
        offer.rendered.clear()
        said[is_aimed] = interface.question(offer, surface)
    assert words not in said[False].html
    assert words in said[True].html
    assert said[False].sha256 != said[True].sha256, "the proof holds the words that were shown"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nn", says("Are you under %(age)s? Then a parent must answer for you.", language="nn", age=15)),
        ("en", "Are you under 15?"),
    ],
)
def test_age_is_a_setting_in_every_language(settings: Any, offer: Offer, language: str, words: str) -> None:
    settings.PRIVACY = settings.PRIVACY | {"IS_AIMED_AT_CHILDREN": True, "CONSENT_AGE": 15}
    with translation.override(language):
        offer.rendered.clear()
        assert words in interface.question(offer, Surface.BANNER).html


@pytest.mark.parametrize(("age", "is_allowed"), [(12, False), (13, True), (16, True), (17, False)])
def test_age_is_one_that_the_law_allows(settings: Any, age: int, is_allowed: bool) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONSENT_AGE": age}
    assert (checks.check_age(None) == []) is is_allowed


@pytest.mark.law("G-24")
@pytest.mark.usefixtures("register")
def test_a_policy_that_is_not_for_children_is_found_on_a_site_that_is(settings: Any) -> None:
    draft = choosing.settled(register.freeze(now=NOW), ())
    found = {}
    for is_aimed in (False, True):
        settings.PRIVACY = settings.PRIVACY | {"IS_AIMED_AT_CHILDREN": is_aimed}
        found[is_aimed] = "G-24" in {finding.rule.id for finding in linting.findings(draft, timezone.now().date())}
    assert found == {False: False, True: True}
