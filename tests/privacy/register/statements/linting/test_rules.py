"""Each rule by itself: one sentence that it must see, one that it must let pass."""

from typing import Any

import pytest

from privacy.register import operations as register
from privacy.register.statements import choosing, linting
from tests.factories.privacy import NOW, TODAY, PurposeFactory, StatementFactory, VendorFactory
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

SENTENCES = [
    ("G-04", "Vi lager anbefalinger med mindre du har motsatt deg dette.", "Vi lager anbefalinger når du har sagt ja."),
    ("G-08", "Vi deler anonymiserte opplysninger.", "En slik id er ikke anonym."),
    ("G-12", "Vi sletter alt innen 30 dager.", "Vi sletter det når du ber om det."),
    ("G-19", "Før du gjør dette, vil vi gjerne at du kontakter oss.", "Du trenger ikke kontakte oss først."),
    ("G-21", "Vi kan bruke dem til annet.", "Du kan be om innsyn."),
    ("G-21", "Skriv til CST-teamet.", "Skriv til kundestøtte (CST): CST svarer."),
    ("G-21", "Vi har KST-svar.", "Noen er utenfor EWR, som er EES, og følger DSGVO."),
    ("G-21", "Dette er navn, bl.a. ditt.", "Dette er navnet ditt."),
    ("G-23", "Vi bruker telefonnummeret til nyhetsbrev.", "Vi sender nyhetsbrev på e-post."),
]
LETTERS = ("nb", "nn", "en")
NAMES = ("Bokmål", "Nynorsk", "English")


def passage_in(language: str, sentence: str) -> dict[str, str]:
    return {code: f"## Del\n\n{sentence if code == language else '…'}" for code in LETTERS}


def found(rule: str) -> Any:
    draft = choosing.settled(register.freeze(now=NOW), ())
    return next((finding for finding in linting.findings(draft, TODAY) if finding.rule.id == rule), None)


@pytest.mark.parametrize(("rule", "lie", "truth"), SENTENCES)
def test_sentence_is_found_and_its_better_self_is_not(rule: str, lie: str, truth: str) -> None:
    statement = StatementFactory.create(key="said", text=passage_in("nb", truth))
    assert found(rule) is None or "said" not in found(rule).statements
    statement.text = passage_in("nb", lie)
    statement.save()
    assert "said" in found(rule).statements


@pytest.mark.parametrize(
    ("rule", "language", "lie"),
    [
        ("G-04", "en", "We make recommendations unless you have objected."),
        ("G-04", "nn", "Vi lagar tilrådingar med mindre du har motsett deg."),
        ("G-08", "en", "We share anonymised data with partners."),
        ("G-12", "en", "We erase everything within 30 days."),
        ("G-12", "nn", "Vi slettar alt innan 30 dagar."),
        ("G-21", "en", "We may share data, for example names."),
        ("G-21", "nn", "Vi deler mellom anna namn."),
        ("G-23", "en", "We use your telephone number for the newsletter."),
        ("G-19", "en", "Before you complain we ask you to contact us."),
    ],
)
def test_sentence_is_found_in_the_other_languages(rule: str, language: str, lie: str) -> None:
    StatementFactory.create(key="said", text=passage_in(language, lie))
    assert "said" in found(rule).statements


@pytest.mark.law("G-06", "P24")
def test_only_adequate_is_a_claim_unless_a_promise_holds_it() -> None:
    text = passage_in("nb", "Overføring skjer bare når EU-kommisjonen har besluttet det.")
    statement = StatementFactory.create(key="said", text=text)
    assert "said" in found("G-06").statements
    statement.promises = ["P24"]
    statement.save()
    draft = choosing.settled(register.freeze(now=NOW), ("P24",))
    assert not [finding for finding in linting.findings(draft, TODAY) if "said" in finding.statements]


@pytest.mark.law("G-06", "T-08")
def test_recipient_outside_the_eea_needs_tool_and_copy() -> None:
    VendorFactory.create(key="us", name="Fjern", access_countries=["US"])
    assert any("Fjern" in detail for detail in found("G-06").details)
    sentences = {
        "nb": "Det bygger på standardavtaler. Be om en kopi.",
        "nn": "Det byggjer på standardavtalar. Be om ein kopi.",
        "en": "It rests on standard contractual clauses. Ask for a copy.",
    }
    StatementFactory.create(text={code: f"## x\n\n{text}" for code, text in sentences.items()})
    assert found("G-06") is None


@pytest.mark.law("G-01")
def test_legitimate_interest_must_be_named() -> None:
    PurposeFactory.create(key="why", title={"nb": "Svare"}, legal_basis="legitimate_interest")
    assert says("%(row)s: which interest?", row="Svare") in found("G-01").details


@pytest.mark.law("G-01")
def test_law_behind_a_public_task_must_be_named() -> None:
    purpose = PurposeFactory.create(key="why", title={"nb": "Svare"}, legal_basis="public_task", legal_note={})
    assert says("%(row)s: which law gives the task?", row="Svare") in found("G-01").details
    purpose.legal_note = {"nb": "Biblioteklova § 1"}
    purpose.save()
    assert says("%(row)s: which law gives the task?", row="Svare") not in found("G-01").details


@pytest.mark.law("G-11")
def test_objection_hidden_in_a_list_is_not_separate() -> None:
    hidden = {
        "nb": "- Be om innsyn\n- Si nei til direkte markedsføring",
        "nn": "- Be om innsyn\n- Seie nei til direkte marknadsføring",
        "en": "- Ask for access\n- Say no to direct marketing",
    }
    statement = StatementFactory.create(text={code: f"## x\n\n{text}" for code, text in hidden.items()})
    assert set(found("G-11").details) == set(NAMES)
    statement.text = {code: text.splitlines()[1].removeprefix("- ") for code, text in hidden.items()}
    statement.section = "intro"
    statement.save()
    assert found("G-11") is None


def test_statement_that_is_left_out_is_not_read() -> None:
    StatementFactory.create(
        key="said", conditions=["third-country"], text=passage_in("nb", "Vi kan bruke dem til annet.")
    )
    assert found("G-21") is None


def test_text_that_cannot_be_shown_is_still_read() -> None:
    StatementFactory.create(key="said", text=passage_in("nb", "Vi kan bruke dem.\n\n{table:nothing}"))
    assert "said" in found("G-21").statements


@pytest.mark.law("G-02")
def test_controller_that_no_passage_names_and_says_how_to_reach_is_found() -> None:
    """A name in the caption of a table does not tell who decides, nor does one without an address (Art. 13(1)(a))."""
    statement = StatementFactory.create()
    lacking = {f"navn og e-post står ikke i teksten ({name})" for name in NAMES}
    for words, is_lacking in (("Vi", True), ("{name} bestemmer.", True), ("{name} bestemmer: {contact_email}", False)):
        statement.text = dict.fromkeys(LETTERS, f"## x\n\n{words}")
        statement.save()
        assert (lacking <= set(found("G-02").details)) is is_lacking, words
