"""Which text of a statement is published, for a publication and for a preview alike."""

from dataclasses import replace

import pytest

from privacy.policy import draft
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Statement
from privacy.register.operations import freeze
from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.registry import unproven
from privacy.register.statements import choosing, preview
from tests.factories.privacy import NOW, StatementFactory, passage
from tests.privacy.conftest import Promising

PROMISE = Statement(key="late", promises=("P29",), text={"nb": "Lovet."})
HONEST = {"nb": "Ærlig."}
NOWHERE = ("third-country",)


@pytest.mark.parametrize(
    ("statement", "proven", "chosen"),
    [
        (PROMISE, {"P29"}, "text"),
        (replace(PROMISE, otherwise=HONEST), {"P29"}, "text"),
        (replace(PROMISE, otherwise=HONEST), set(), "otherwise"),
        (PROMISE, set(), "text"),
        (replace(PROMISE, conditions=NOWHERE), {"P29"}, "none"),
        (replace(PROMISE, conditions=NOWHERE, otherwise=HONEST), {"P29"}, "otherwise"),
        (replace(PROMISE, conditions=NOWHERE), set(), "none"),
        (replace(PROMISE, promises=()), set(), "text"),
    ],
)
def test_text_is_chosen_by_proof_and_condition(statement: Statement, proven: set[str], chosen: str) -> None:
    assert choosing.choose(statement, Register(), proven) == chosen


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_publication_and_preview_read_the_same_words_of_an_unproven_promise(promising: Promising) -> None:
    """Without another text nothing can be published; both say so of the words that somebody wrote."""
    StatementFactory.create(key="late", promises=["P29"], text=passage("Del", "Vi lagrer bl.a. navn."))
    promising(P29=unproven("-", "no data"))
    PromiseVerdict.objects.create(promise="P29", kind="unproven", figure="-", checked_at=NOW)
    review = draft.review(NOW)
    assert any("late" in reason for reason in draft.look(NOW).doubts)
    asked = {finding.rule.id for finding in review.findings if "late" in finding.statements}
    (written,) = (statement for statement in freeze(now=NOW).statements if statement.key == "late")
    shown = preview.preview(statement=written, now=NOW)
    assert shown.chosen == "text"
    assert {finding.rule.id for finding in shown.findings if "late" in finding.statements} == asked
    assert "G-21" in asked
