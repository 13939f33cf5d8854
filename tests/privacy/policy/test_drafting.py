import pytest

from privacy.policy import drafting
from privacy.policy.errors import NothingToStartFrom
from privacy.register import operations as register
from privacy.register.purposes.models import Purpose
from privacy.register.statements import linting, rendering
from privacy.register.statements.linting.rules import all_rules
from privacy.register.statements.models import Statement
from tests.factories.privacy import NOW, TODAY, StatementFactory
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
WITH_PURPOSE = [rule.id for rule in all_rules().values() if rule.purpose]


@pytest.mark.parametrize("rule_id", [rule.id for rule in all_rules().values() if "{table:" not in str(rule.better)])
def test_better_text_mends_what_it_is_offered_for(rule_id: str) -> None:
    """The linter has no findings in a text that it suggests, apart from the allowed rules."""
    statement = drafting.statement_from(rule_id=rule_id)
    for code in ("nb", "nn", "en"):
        assert rendering.render(register.freeze(now=NOW), code)
    strays = [
        finding.rule.id
        for finding in linting.findings(register.freeze(now=NOW), TODAY)
        if statement.key in finding.statements
    ]
    # G-12 suggests the period of this site; in a register without that rule no retention rule has the period.
    allowed = {"G-03", "G-09", "G-12", *(["R-5-1-a"] if rule_id == "G-12" else [])}
    assert set(strays) <= allowed


def test_first_statement_of_a_section_gets_a_heading_and_a_later_one_none() -> None:
    first = drafting.statement_from(rule_id="G-16")
    assert all(text.startswith("## ") for text in first.text.values())
    StatementFactory.create(section="controller", order=4)
    later = drafting.statement_from(rule_id="G-02")
    assert not any(text.startswith("## ") for text in later.text.values())
    assert later.order == 5


def test_same_click_twice_makes_one_statement() -> None:
    first = drafting.statement_from(rule_id="G-16")
    Statement.objects.filter(pk=first.pk).update(text={"nb": "## Vår egen", "nn": "## Vår eigen", "en": "## Ours"})
    assert drafting.statement_from(rule_id="G-16").text["nb"] == "## Vår egen"
    assert Statement.objects.filter(key="from-g-16").count() == 1


@pytest.mark.parametrize("rule_id", WITH_PURPOSE)
def test_missing_purpose_is_added_once(rule_id: str) -> None:
    purpose = drafting.purpose_from(rule_id=rule_id)
    assert drafting.purpose_from(rule_id=rule_id) == purpose
    assert Purpose.objects.filter(key=purpose.key).count() == 1


def test_rule_that_is_not_there_is_refused() -> None:
    for begin, rule in ((drafting.statement_from, "G-99"), (drafting.purpose_from, "G-16")):
        with pytest.raises(NothingToStartFrom):
            begin(rule_id=rule)


def test_section_begun_first_keeps_its_heading_whatever_comes_later() -> None:
    for rule in ("G-19", "G-16", "G-11"):
        drafting.statement_from(rule_id=rule)
    assert rendering.render(register.freeze(now=NOW), "nb").count(f"{says('Your rights')}</h2>") == 1
