"""Texts of verdicts that are written again in another language."""

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from privacy.register.promises.phrases import few, gettext, in_language, joined, ngettext
from privacy.registry import own_apps
from tests.words import says


def test_phrase_is_a_text_and_is_written_again() -> None:
    written = says("%(rows)s rows only stored", rows=276)
    with translation.override("nb"):
        text = gettext("%(rows)s rows only stored") % {"rows": 276}
        assert (text, len(text), f"{text}!") == (written, 26, f"{written}!")
    assert in_language(text, "en") == "276 rows only stored"
    assert in_language(text, "nn") == says("%(rows)s rows only stored", rows=276, language="nn")
    assert in_language("HubSpot", "nn") == "HubSpot"


def test_phrases_within_phrases_are_written_again() -> None:
    with translation.override("nb"):
        names = few([gettext_lazy("Necessary"), gettext("not declared"), "HubSpot"], most=2)
        text = gettext("The policy does not tell: %(rows)s.") % {"rows": names}
        both = joined([text, gettext("Nobody has declared: %(names)s.") % {"names": "x"}], " ")
    assert in_language(names, "en") == "Necessary, not declared +1"
    assert in_language(both, "en") == "The policy does not tell: Necessary, not declared +1. Nobody has declared: x."
    assert both != in_language(both, "en")


def test_numbers_follow_the_language() -> None:
    with translation.override("en"):
        text = ngettext("A promise is broken", "%(count)d promises are broken", 2) % {"count": 2}
    assert text == "2 promises are broken"
    assert in_language(text, "nb") == says("A promise is broken", "%(count)d promises are broken", count=2)


def _modules() -> list[Path]:
    files = [file for app in own_apps() for file in Path(app.path).rglob("*.py")]
    marks = ("promises.registry import", "@promise(")
    return [file for file in files if all(mark in file.read_text() for mark in marks)]


@pytest.mark.parametrize("file", _modules(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_check_writes_phrases(file: Path) -> None:
    """A text of Django's own gettext stays in the language of whoever asked for the check."""
    assert "django.utils.translation import gettext as" not in file.read_text()
    assert "translation import ngettext" not in file.read_text()
