"""Letters about requests say what has stopped already, and what each link is for."""

from pathlib import Path

import pytest

from dsar.cases.enums import Right
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import opened
from tests.words import says

LETTERS = sorted(Path("dsar/templates/dsar/mail").glob("*.txt"))


@pytest.mark.law("D-28")
@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("right", [Right.OBJECTION, Right.WITHDRAWAL, Right.ACCESS])
def test_receipt_says_what_has_stopped_and_offers_an_objection_to_all_others(right: Right) -> None:
    opened(right)
    body = " ".join(sent_letters()[-1].body.split())
    # As far as the promises are kept; in a test nothing has checked them.
    stopped, withdrawn = says("The request goes to a case worker."), says("You can do it yourself, or ask us to.")
    offer = says("You can say no to direct marketing at any time, whatever you have asked for here.")
    assert (stopped in body) is (right == Right.OBJECTION)
    assert (withdrawn in body) is (right == Right.WITHDRAWAL)
    assert (offer in body) is (right != Right.OBJECTION)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_every_link_of_a_letter_is_introduced(letter: Path) -> None:
    lines = letter.read_text(encoding="utf-8").splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        assert "{% if link %}{{ link }}" not in line
        assert not line.startswith("{{ link }}") or "translate" in before, before
