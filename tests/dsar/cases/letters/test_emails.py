"""Letters: in the person's language, without personal data, and never without what the law wants in them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from dsar.cases.enums import Ground, Right, State
from dsar.cases.errors import ReasonsMissing
from dsar.cases.letters import emails
from dsar.cases.letters.composers import erased_and_kept
from dsar.cases.models import Case
from privacy.law.deadlines import answer_deadline
from privacy.register.frozen.rows import Controller
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import ADDRESS, NOW, opened
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
FACTS = {"link": "https://example.com/x", "expires_at": NOW, "erased": [], "kept": []}


def _case(**fields: object) -> Case:
    case = Case(right=Right.ACCESS, language="nb", state=State.REFUSED, received_at=NOW, **fields)
    case.set_deadline(answer_deadline(NOW))
    return case


@pytest.mark.law("P40", "D-05")
@pytest.mark.parametrize(("language", "courts"), [("nb", "domstolene"), ("nn", "domstolane"), ("en", "court")])
@pytest.mark.parametrize("kind", [name for name, kind in emails.KINDS.items() if kind.is_decision])
def test_decision_tells_where_to_complain_and_about_the_courts(kind: str, language: str, courts: str) -> None:
    case = _case(ground=Ground.OTHERS, reasons="Fordi.", extension_reason="Fordi.")
    case.language = language
    _subject, text = emails.render(kind, case, FACTS)
    assert "https://www.datatilsynet.no" in text
    assert courts in text


@pytest.mark.law("D-05")
@pytest.mark.parametrize("kind", ["refused", "extended"])
def test_letter_without_reasons_cannot_be_made(kind: str) -> None:
    with pytest.raises(ReasonsMissing):
        emails.render(kind, _case(ground=Ground.OTHERS), FACTS)


@pytest.mark.law("D-05")
def test_decision_without_an_authority_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emails, "current_controller", lambda: Controller(name="Proviso AS"))
    with pytest.raises(ReasonsMissing):
        emails.render("answered", _case(), FACTS)


def test_reasons_are_in_the_letter_whatever_they_look_like() -> None:
    reasons = "Første.\r\n\r\n\r\n\r\nAndre & <tredje> {{ fjerde }}"
    _subject, text = emails.render("refused", _case(ground=Ground.OTHERS, reasons=reasons), FACTS)
    assert "<tredje> {{ fjerde }}" in text


@pytest.mark.law("D-28")
@pytest.mark.parametrize(
    ("language", "words"), [("nb", "si nei til direkte markedsføring"), ("en", "direct marketing")]
)
def test_first_letter_tells_of_the_right_to_object_apart_from_the_rest(language: str, words: str) -> None:
    """Clearly and separately: a paragraph of its own, with the way to do it and nothing else (GDPR Art. 21(4))."""
    opened(language=language)
    paragraphs = str(sent_letters()[-1].body).split("\n\n")
    (own,) = [paragraph for paragraph in paragraphs if words in paragraph]
    sentence, link = own.split("\n")
    assert sentence.count(".") == 1
    with translation.override(language):
        assert link.endswith(reverse("dsar:ask", args=["objection"]))


def test_letters_hold_no_personal_data_and_no_tracking() -> None:
    opened(Right.HUMAN, message="hemmelig")
    for letter in sent_letters():
        assert ADDRESS not in letter.body
        assert "hemmelig" not in letter.body
        assert letter.track_opens is letter.track_clicks is False  # type: ignore[attr-defined]


def test_what_is_kept_is_told_with_reason_and_end() -> None:
    result = {"erased": {"dsar.contact": 2}, "kept": [{"model": "dsar.case", "rows": 1, "until": "2029-03-02"}]}
    told = erased_and_kept(result, "nb")
    assert told["erased"] == [{"title": says("Your address and words in requests"), "rows": 2}]
    assert told["kept"][0]["until"] == date(2029, 3, 2)
    _subject, text = emails.render("erased", _case(), {**FACTS, **told})
    assert "Til 2. mars 2029" in text
    assert told["kept"][0]["reason"] in text
