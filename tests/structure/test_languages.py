"""Languages are data: no code of the product names one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from privacy.law.locales import languages
from privacy.law.locales.languages import WRITTEN_IN
from proviso_site.settings.places import BASE_DIR
from tools import untranslated

APPS = ("privacy", "consent", "dsar", "newsletter", "contact", "proviso_site")
# Where a code is no language of the site: documents of others that are imported, the language of the msgids, the
# languages of a site that names none, and words that are spelt like a code.
ALLOWED = {
    ("consent/importing/document.py", "nb"),
    ("privacy/law/locales/languages.py", "en"),
    ("proviso_site/settings/base.py", "nb"),
    ("proviso_site/settings/base.py", "nn"),
    ("proviso_site/settings/base.py", "en"),
}
ANY_IN = ("consent/importing/reading.py", "consent/importing/overview.py")


def named_languages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each file of the product with a text that is the code of a language."""
    codes = set(languages.known())
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if "migrations" in path.parts or name in ANY_IN:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and node.value in codes:
                    yield name, str(node.value)


def test_no_code_names_a_language() -> None:
    assert set(named_languages(BASE_DIR)) <= ALLOWED


def test_template_names_no_language() -> None:
    found = [
        path.relative_to(BASE_DIR).as_posix()
        for folder in (BASE_DIR / "templates", *(BASE_DIR / app for app in APPS))
        for path in folder.rglob("*.html")
        if any(f'{mark}="{code}"' in path.read_text() for code in languages.known() for mark in ("lang", "hreflang"))
    ]
    assert found == []


def test_english_has_words_for_what_the_code_only_has_codes_for() -> None:
    """Staff who read English see the msgids, which are words, but for the names of events and facts."""
    coded = {"journal", "fact", "letter", "stream", "rows", "fields"}
    codes = {
        (entry.context, entry.msgid) for entry in untranslated.words_in_catalogues(BASE_DIR) if entry.context in coded
    }
    english = {(entry.context, entry.msgid) for entry in untranslated._words_in(WRITTEN_IN, BASE_DIR)}
    assert len(codes) > 100
    assert codes - english == set()


def test_code_that_names_a_language_is_found(tmp_path: Path) -> None:
    (tmp_path / "privacy").mkdir()
    (tmp_path / "privacy" / "x.py").write_text('LANGUAGES = ["sv"]\n')
    assert list(named_languages(tmp_path)) == [("privacy/x.py", "sv")]


@pytest.mark.parametrize("code", languages.known())
def test_language_says_what_it_is_called(code: str) -> None:
    language = languages.find(code)
    assert language.name
    assert language.in_country.startswith(code)
    assert set(language.durations) >= {"numbers", "articles", "and_a_half", "before_unit", "units"}


@pytest.mark.parametrize("code", [code for code, one in languages.known().items() if not one.is_for_staff])
def test_language_has_every_text_that_a_register_begins_with(code: str) -> None:
    from privacy.register.operations import read_seed
    from privacy.register.statements.linting.rules import all_rules

    files = (BASE_DIR / "privacy/register/basis.toml", BASE_DIR / "proviso_site/seed/basis.toml")
    texts = languages.find(code).texts
    missing = [
        f"{kind} {row.get('key') or row.get('name')} {name}"
        for file in files
        for kind, rows in read_seed(file).items()
        for row in rows
        for name, value in row.items()
        if isinstance(value, dict) and WRITTEN_IN in value
        if not texts.get(kind, {}).get(row.get("key") or row.get("name"), {}).get(name)
    ]
    assert missing == []
    assert [rule.id for rule in all_rules().values() if code not in rule.better or code not in rule.heading] == []
