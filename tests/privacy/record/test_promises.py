"""P2: what the database holds and the register does not know. Made to fail."""

import re

import pytest

from contact.messages.models import Message
from privacy.inventory import declarations
from privacy.record.promises import everything_held_is_known
from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts
from tests.factories.privacy import NOW
from tests.privacy.undeclared import behind_our_back, conclude
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = pytest.mark.django_db
FACTS = Facts(now=NOW, register=Register())


@pytest.mark.law("P2")
def test_p2_is_kept_by_the_database_as_it_was_migrated() -> None:
    verdict = everything_held_is_known(FACTS)
    assert (verdict.kind, verdict.reason) == ("kept", "")
    figure = says("%(columns)s columns in %(tables)s tables, %(concluded)s of them concluded by us")
    assert re.fullmatch(re.sub(r"%\(\w+\)s", r"[0-9]+", figure), verdict.figure)


@pytest.mark.law("P2")
@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("ALTER TABLE contact_message ADD COLUMN interests text", "contact_message.interests"),
        ("CREATE TABLE lead_score (email text, score int)", "lead_score"),
    ],
)
def test_p2_is_broken_by_what_nobody_declared(sql: str, named: str) -> None:
    behind_our_back(sql)
    verdict = everything_held_is_known(FACTS)
    assert verdict.kind == "broken"
    assert named in verdict.reason


@pytest.mark.law("P2")
def test_p2_is_broken_by_a_field_that_is_not_declared(replace_entries: ReplaceEntries) -> None:
    known = {model: data for model, data in declarations.models.items() if model is not Message}
    replace_entries(declarations.models, known)
    assert "contact.message.company" in everything_held_is_known(FACTS).reason


@pytest.mark.law("P2")
def test_p2_is_broken_by_an_assessment_that_is_kept_from_the_copy(replace_entries: ReplaceEntries) -> None:
    conclude(replace_entries, "is_suspect", in_copy=False)
    verdict = everything_held_is_known(FACTS)
    assert (verdict.kind, "contact.message.is_suspect" in verdict.reason) == ("broken", True)
