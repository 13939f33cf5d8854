"""Sentences that say what the register and the clocks do not: each is seen, and the true one beside it is not."""

from typing import Any

import pytest

from privacy.register import operations as register
from privacy.register.statements import choosing, linting
from privacy.register.statements.models import Statement
from tests.factories.privacy import NOW, TODAY, RetentionRuleFactory, StatementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
RULE = "retention_rules/news.ended"


def passage(**sentences: str) -> dict[str, str]:
    return {code: f"## Del\n\n{sentences.get(code, '…')}" for code in ("nb", "nn", "en")}


def found(rule: str) -> Any:
    draft = choosing.settled(register.freeze(now=NOW), ())
    return next((finding for finding in linting.findings(draft, TODAY) if finding.rule.id == rule), None)


def said(rule: str) -> bool:
    finding = found(rule)
    return finding is not None and finding.rule.priority.blocks and "said" in finding.statements


@pytest.mark.law("G-07", "G-12", "P26", "P29")
@pytest.mark.parametrize(
    ("language", "lie", "truth"),
    [
        ("nb", "Vi sletter adressen etter sju dager.", "Vi sletter adressen innen 30 dager."),
        ("nn", "Vi slettar adressa innan to veker.", "Vi slettar adressa innan tretti dagar."),
        ("en", "We keep it for one year.", "We keep it for 30 days."),
    ],
)
def test_period_is_the_one_of_the_rule_that_the_passage_is_about(language: str, lie: str, truth: str) -> None:
    RetentionRuleFactory.create(key="news.ended", days=30)
    RetentionRuleFactory.create(key="other", days=7)
    statement = StatementFactory.create(key="said", rows=[RULE], text=passage(**{language: truth}))
    assert not said("R-5-1-a")
    Statement.objects.filter(pk=statement.pk).update(text=passage(**{language: lie}))
    assert said("R-5-1-a")


@pytest.mark.law("D-03", "A-11", "G-16")
@pytest.mark.parametrize(
    ("lie", "truth"),
    [
        ({"nb": "Vi svarer innen 24 timer."}, {"nb": "Vi svarer senest innen én måned."}),
        ({"en": "We answer within two working days."}, {"en": "We answer within one month."}),
        ({"nn": "Vi melder brot innan ein time."}, {"nn": "Vi melder brot innan 72 timar."}),
    ],
)
def test_answer_and_notification_have_the_times_of_the_law(lie: dict[str, str], truth: dict[str, str]) -> None:
    statement = StatementFactory.create(key="said", text=passage(**truth))
    assert not said("R-5-1-a")
    Statement.objects.filter(pk=statement.pk).update(text=passage(**lie))
    assert said("R-5-1-a")


@pytest.mark.law("P41")
def test_time_to_answer_that_a_person_answers_for_is_no_lie() -> None:
    StatementFactory.create(key="said", text=passage(nb="Vi svarer innen to dager."), promises=["P41"])
    draft = choosing.settled(register.freeze(now=NOW), ("P41",))
    assert not [finding for finding in linting.findings(draft, TODAY) if finding.rule.id == "R-5-1-a"]


@pytest.mark.law("L-01")
@pytest.mark.parametrize(
    ("texts", "where"),
    [
        ({"nb": "I 30 dager.", "nn": "I 14 dagar.", "en": "For 30 days."}, "said: Bokmål 30 / Nynorsk 14"),
        ({"nb": "Tall under fem.", "nn": "Tal under fem.", "en": "Numbers below ten."}, "said: Nynorsk 5 / English 10"),
        (
            {"nb": "Skriv til {name}.", "nn": "Skriv til {name}.", "en": "Write to us."},
            "said: Nynorsk {name} / English –",
        ),
    ],
)
def test_languages_that_promise_different_things_are_found(texts: dict[str, str], where: str) -> None:
    same = {"nb": "I 30 dager.", "nn": "I tretti dagar.", "en": "For thirty days."}
    statement = StatementFactory.create(key="said", text=passage(**same))
    assert not said("L-01")
    Statement.objects.filter(pk=statement.pk).update(text=passage(**texts))
    assert said("L-01")
    assert where in found("L-01").details
