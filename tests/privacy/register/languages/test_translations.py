"""Texts of the register that lack a language."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from privacy.policy import draft, publishing
from privacy.policy.errors import PublicationRefused
from privacy.policy.queries import left_out
from privacy.register import in_force
from privacy.register.frozen_words import place_in_words
from privacy.register.languages import translations
from privacy.register.models import Revision
from privacy.register.purposes.models import Purpose
from privacy.retention.models import RetentionRule
from tests.factories.privacy import NOW
from tests.words import says

SERVICE, ITEM, USE = says("Service"), says("storage item").capitalize(), says("what it is for")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.django_db
@pytest.mark.law("L-01")
@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("model", "field", "named"),
    [
        (Purpose, "title", f"{says('Purpose')} / requests / {says('title')}"),
        (
            RetentionRule,
            "period",
            f"{says('retention rule').capitalize()} / letters.log / {says('the period in words')}",
        ),
    ],
)
def test_language_that_lacks_a_text_of_any_row_is_left_out(
    model: type[Purpose | RetentionRule], field: str, named: str, language: str
) -> None:
    row = model.objects.get()
    del getattr(row, field)[language]
    row.save()
    (left,) = left_out(draft.look(NOW).content, settings.LANGUAGES)
    assert (left.code, [text.words for text in left.missing]) == (language, [named])
    assert str(row.pk) in left.missing[0].url
    revision = publishing.publish(now=NOW)
    assert {text.language for text in revision.texts.all()} == set(LANGUAGES) - {language}
    in_force.refresh()
    assert in_force.languages() == [code for code in LANGUAGES if code != language]


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_publication_does_not_search_the_sources(settings: Any, tmp_path: Path) -> None:
    """Words without a translation are for the check of CI; the server that publishes may not even have the sources."""
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text('{% load i18n %}{% translate "Xyzzy" %}', encoding="utf-8")
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = []
    publishing.publish(now=NOW)
    assert Revision.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_text_that_is_empty_everywhere_is_missing_unless_it_may_be() -> None:
    Purpose.objects.update(legal_note={})
    publishing.publish(now=NOW)
    Purpose.objects.update(title={})
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    field = f"{says('Purpose')} / requests / {says('title')}"
    languages = "Bokmål, Nynorsk, English"
    words = says("“%(statement)s” lacks a text in: %(languages)s.", statement=field, languages=languages)
    assert refusal.value.reasons == [words]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"a": {"rows": [{"key": "x", "t": {"nb": "1", "nn": "2", "en": "3"}}]}}, []),
        ({"a": {"rows": [{"key": "x", "t": {"nb": "1", "en": "3"}}]}}, [("a / rows / x / t", {"nn"})]),
        ({"a": [{"name": "y", "items": [{"t": {"nn": " "}}]}]}, [("a / y / items / 1 / t", {"nb", "nn", "en"})]),
        ({"a": {"hosts": {}, "months": 6, "other": {"script": ["x"]}}}, []),
    ],
)  # fmt: skip
def test_texts_are_found_however_deep_they_lie(content: dict[str, Any], found: list[tuple[str, set[str]]]) -> None:
    assert list(translations.half_translated(content)) == found


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("consent / services / matomo / description", f"{SERVICE} / matomo / {says('what it does')}"),
        ("consent / services / a / items / x / description", f"{SERVICE} / a / {ITEM.lower()} / x / {USE}"),
        ("consent / own / pv_choice / justification", f"{ITEM} / pv_choice / {says('why it is necessary')}"),
        ("nothing / of / this", "of / this"),
        ("alone", "alone"),
    ],
)  # fmt: skip
def test_place_of_a_text_is_said_as_staff_call_it(place: str, words: str) -> None:
    assert place_in_words(place) == words
