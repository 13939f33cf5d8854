from typing import Any

import pytest

from consent.promises.uses import uses_are_those_named
from privacy.enums import VerdictKind
from privacy.models import Revision
from privacy.verdicts import Facts
from tests.consent.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.law("P42")]


def judged(content: Any) -> VerdictKind:
    return uses_are_those_named(Facts(now=NOW, content=content)).kind


def statement(content: Any) -> Any:
    return next(one for one in content["privacy"]["statements"] if one["key"] == "cookies")


def test_the_seed_names_every_use(published: Revision) -> None:
    assert judged(published.content) == VerdictKind.KEPT


@pytest.mark.parametrize(
    ("language", "use"), [("nb", "**markedsføring**"), ("nn", "**marknadsføring**"), ("en", "**analytics**")]
)
def test_an_omitted_use_breaks_it(published: Revision, language: str, use: str) -> None:
    text = statement(published.content)["text"]
    text[language] = text[language].replace(use, "")
    assert judged(published.content) == VerdictKind.BROKEN


def test_a_use_that_nothing_is_stored_for_breaks_it(published: Revision) -> None:
    content = published.content
    content["consent"]["services"] = [one for one in content["consent"]["services"] if one["key"] != "google-ads"]
    assert judged(content) == VerdictKind.BROKEN


def test_no_statement_is_unproven(published: Revision) -> None:
    statement(published.content)["promises"] = []
    assert judged(published.content) == VerdictKind.UNPROVEN
