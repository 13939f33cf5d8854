"""A letter that lacks what the law demands is not composed, in any language; letters are kept as they were sent."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dsar.cases.enums import Ground, Right, State
from dsar.cases.errors import ReasonsMissing
from dsar.cases.letters import emails
from dsar.cases.letters.composers import erased_and_kept
from dsar.cases.letters.demands import Demand, remedy
from dsar.cases.letters.models import SentLetter
from dsar.cases.letters.operations import text_of
from dsar.cases.models import Case
from dsar.erasures import queries
from newsletter.suppression import operations as suppressions
from newsletter.suppression.enums import SuppressionReason
from privacy.journal.models import JournalEntry
from privacy.law.deadlines import answer_deadline
from privacy.register.purposes.queries import current_controller
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened

pytestmark = pytest.mark.usefixtures("rules")
DEMANDING = [kind for kind, letter in emails.KINDS.items() if letter.all_demands]
VALUES: dict[str, Any] = {
    "link": "https://example.com/", "cancel_link": "https://example.com/", "starts_at": NOW, "expires_at": NOW,
    "days": 7, "erased": [], "kept": [], "changed": ["Navn"], "kinds": ["Meldinger"], "reason": "Kontrollert.",
}  # fmt: skip


def _case(language: str) -> Case:
    case = Case(right=Right.RECTIFICATION, language=language, state=State.REFUSED, received_at=NOW, confirmed_at=NOW)
    case.set_deadline(answer_deadline(NOW))
    case.ground, case.reasons, case.extension_reason = Ground.ACCURATE, "Det stemmer.", "Det er mange."
    return case


@pytest.mark.law("D-04", "D-05", "D-32")
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_letters_have_what_is_demanded_in_every_language(language: str) -> None:
    who = current_controller()
    for kind in DEMANDING:
        _subject, text = emails.render(kind, _case(language), VALUES)
        if Demand.AUTHORITY in emails.KINDS[kind].all_demands:
            assert who.authority_name in text
            assert who.authority_url in text
            with translation.override(language):
                assert remedy() in text, "in the language of the request, whatever that of the site is"


@pytest.mark.law("D-04", "D-05")
def test_letter_without_what_is_demanded_is_not_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emails, "render_to_string", lambda *_args, **_kwargs: "Hei")
    for kind in DEMANDING:
        with pytest.raises(ReasonsMissing):
            emails.render(kind, _case("nb"), VALUES)


@pytest.mark.law("D-05")
def test_decisions_name_the_authority_and_the_courts() -> None:
    decisions = {kind for kind, letter in emails.KINDS.items() if letter.is_decision}
    assert {"refused", "extended", "erased", "answered", "corrected", "restricted", "lifting", "ready"} <= decisions
    assert all({Demand.AUTHORITY, Demand.REMEDY} <= emails.KINDS[kind].all_demands for kind in decisions)


@pytest.mark.law("D-35", "A-08")
def test_letter_is_kept_as_it_was_sent_and_sealed(client: Client) -> None:
    case = opened(Right.ACCESS)
    sent = sent_letters()[-1]
    letter = SentLetter.objects.get(case=case, kind="dsar.received")
    assert b"Hei" not in bytes(letter.sealed)
    assert str(sent.subject) in text_of(letter)
    assert letter.sha256 in JournalEntry.objects.filter(event="dsar.letter_kept").latest("seq").facts
    assert not any(len(line) > 90 and line.startswith("http") for line in text_of(letter).splitlines())
    client.force_login(case_worker("leser", "view_case", "view_sentletter"))
    page = client.get(reverse("admin:dsar_sentletter_change", args=[letter.pk])).content.decode()
    assert case.reference in page


@pytest.mark.law("D-35")
def test_letter_that_cannot_be_kept_is_not_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsar.cases.letters.operations.seal", lambda _content: 1 / 0)
    opened(Right.ACCESS)
    before = len(sent_letters())
    assert len(sent_letters()) == before
    assert not SentLetter.objects.exists()


@pytest.mark.law("X-11", "D-37")
def test_code_on_the_suppression_list_is_named_in_the_letter_as_kept() -> None:
    suppressions.suppress(address=ADDRESS, reason=SuppressionReason.LEFT, now=NOW)
    kept = queries.kept_lines(ADDRESS, NOW)
    assert [line["rows"] for line in kept if line["model"] == "newsletter.suppression"] == [1]
    words = erased_and_kept({"erased": {}, "kept": kept}, "nb")["kept"][-1]
    assert "personvernforordningen art. 21" in words["reason"]
    assert words["until"] is not None
    assert queries.kept_lines("ukjent@example.com", NOW) == []
