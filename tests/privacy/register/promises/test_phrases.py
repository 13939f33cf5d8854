"""Texts of verdicts that are written again in another language."""

import ast
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from privacy.register.promises.phrases import few, gettext, in_language, joined, ngettext
from privacy.registry import own_apps
from tests.words import says

# What writes a name in the active language, and what is a lazy text.
WRITERS = {"title_of", "field_title_of", "lifetime_in_words", "country_name", "in_language"}
TRANSLATED = {"title", "label", "verbose_name", "verbose_name_plural"}
# Compared, or looked for in a text of that language, and not shown.
COMPARED = ("str(Category(category).label)", "str(ground.label)", "in_language(row.label, language)")


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


def finished_texts(source: str) -> list[str]:
    """Return where a check of a promise writes a name in the language of whoever asked for the check."""
    tree = ast.parse(source)
    later = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Lambda) for inner in ast.walk(node)}
    found = []
    for node in ast.walk(tree):
        if id(node) in later:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITERS:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and ast.unparse(node.func) == "str"):
            names = [part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)]
            found += [f"{node.lineno}: {ast.unparse(node)}" for name in names if name in TRANSLATED]
    return found


def test_no_check_names_a_kind_in_its_own_language_only() -> None:
    files = [path for app in own_apps() for path in Path(app.path).rglob("promises*.py") if path.is_file()]
    assert len(files) > 15
    faults = [f"{path.name}:{line}" for path in files for line in finished_texts(path.read_text("utf-8"))]
    assert [fault for fault in faults if not any(line in fault for line in COMPARED)] == []


def test_name_that_is_written_at_once_is_found() -> None:
    assert finished_texts("few([title_of(label)])") == ["1: title_of(label)"]
    assert finished_texts("few([f'{data.title} (3)'])") == ["1: f'{data.title} (3)'"]
    assert finished_texts("few([remarked(data.title, 3), said(title_of, label)])") == []
