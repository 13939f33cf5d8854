"""Words of the site's own pages and letters that lack a language."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from tools import untranslated
from tools.untranslated import Words

ROOT = Path(settings.BASE_DIR)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TRANSLATED = [code for code in LANGUAGES if code != untranslated.WRITTEN_IN]
_ENTRY = re.compile(r'^(msgctxt .+\n)?msgid ((?:".*"\n)+)', re.MULTILINE)
_PLACES = re.compile(r"%\(\w+\)[a-z]|<[a-z]+:\w+>|</?[a-z]+|%%")


@cache
def found_words() -> list[Words]:
    return untranslated.found_in(ROOT)


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def catalogue(root: Path, language: str, text: str) -> None:
    head = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: {language}\\n"\n\n'
    write(root, f"{language}/LC_MESSAGES/django.po", head + text)


@pytest.mark.law("L-01")
@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_that_visitors_meet_is_said(language: str) -> None:
    assert untranslated.untranslated(language) == ()


def test_every_word_for_staff_is_said_in_the_first_language() -> None:
    assert list(untranslated.lacking(settings.LANGUAGE_CODE, found_words())) == []


def test_every_word_stands_once_in_a_catalogue() -> None:
    """Two entries for one word can say different things, and which of them is read is chance."""
    twice = []
    for path in ROOT.glob("**/locale/*/LC_MESSAGES/django.po"):
        words = Counter(_ENTRY.findall(path.read_text(encoding="utf-8")))
        twice += [f"{path.relative_to(ROOT)}: {word}" for (_context, word), count in words.items() if count > 1]
    assert twice == []


def test_words_are_found_where_they_stand() -> None:
    found = {(one.context, one.msgid): one for one in found_words()}
    assert found[None, "Skip to the content"].file == "templates/parts/header.html"
    assert found["url", "my-data/"].file == "proviso_site/urls.py"
    assert found[None, "Confirm that you want the newsletter"].file == "newsletter/subscriptions/emails.py"
    assert found[None, "The link works until %(day)s."].file == "templates/newsletter/mail/confirm.txt"
    assert not any(one.file.startswith(("tests/", ".venv")) for one in found.values())


@pytest.mark.parametrize(
    ("msgid", "is_for_staff"),
    [
        ("Mark as handled", True),  # registers a class of the admin
        ("No message waits for an answer.", True),  # registers a block
        ("Enter when it was reviewed.", True),  # is the module of a form for staff
        ("Look things up", True),  # a template of the admin
        ("The agreement is not in force today.", True),  # the module says so
        ("Confirm your request about personal data", False),
        ("Choose a right and write your e-mail address.", False),
        ("e-mail address", False),  # for staff in the models, in the copy of the data for everybody
    ],
)
def test_words_of_staff_are_told_apart(msgid: str, *, is_for_staff: bool) -> None:
    (words,) = [one for one in found_words() if (one.context, one.msgid) == (None, msgid)]
    assert words.is_for_staff is is_for_staff


@pytest.mark.parametrize(
    ("source", "context", "msgid"),
    [
        ('{% load i18n %}<p>{% translate "Xyzzy" %}</p>', None, "Xyzzy"),
        ("{% load i18n %}\n  <p>\n{% blocktranslate with a=b %}Hi {{ a }}{% endblocktranslate %}", None, "Hi %(a)s"),
        ('{% load i18n %}{% translate "Right" context "law" as title %}', "law", "Right"),
        ('{% load i18n %}{{ _("Xyzzy")|upper }}', None, "Xyzzy"),
        (
            "{% load i18n %}{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            None,
            "%(n)s day",
        ),
    ],
)
def test_templates_are_read_as_django_reads_them(tmp_path: Path, source: str, context: str | None, msgid: str) -> None:
    write(tmp_path, "x.html", source)
    assert list(untranslated._extracted(tmp_path / "x.html")) == [(context, msgid)]


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ('msgid "Xyzzy"\nmsgstr "Hei"\n', True),
        ('msgid "Xyzzy"\nmsgstr ""\n', False),
        ('#, fuzzy\nmsgid "Xyzzy"\nmsgstr "Hei"\n', False),
        ('msgctxt "url"\nmsgid "Xyzzy"\nmsgstr "hei"\n', False),
        ('msgid "Xyzzy"\nmsgid_plural "Xyzzys"\nmsgstr[0] "Hei"\nmsgstr[1] ""\n', False),
        ("", False),
    ],
)
def test_only_a_whole_translation_counts(settings: Any, tmp_path: Path, text: str, *, is_said: bool) -> None:
    catalogue(tmp_path, "nn", text)
    settings.LOCALE_PATHS = [tmp_path]
    xyzzy = Words("x.html", None, "Xyzzy")
    assert list(untranslated.lacking("nn", [xyzzy])) == ([] if is_said else [xyzzy])


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_what_is_filled_in(language: str) -> None:
    for path in untranslated._catalogues(language):
        with path.open("rb") as file:
            for message in read_po(file):
                words = message.id if isinstance(message.id, str) else message.id[1]
                said = message.string if isinstance(message.string, str) else message.string[1]
                assert not words or set(_PLACES.findall(words)) == set(_PLACES.findall(said)), f"{path}: {words}"


@pytest.mark.law("L-01")
@pytest.mark.parametrize("language", TRANSLATED)
def test_word_of_a_page_without_translation_is_reported(settings: Any, tmp_path: Path, language: str) -> None:
    for code in TRANSLATED:
        source = (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
        if code == language:
            source = re.sub(r'msgid "Talk to us"\nmsgstr ".+"', 'msgid "Talk to us"\nmsgstr ""', source)
        write(tmp_path, f"{code}/LC_MESSAGES/django.po", source)
    settings.LOCALE_PATHS = [tmp_path]
    lacking = [words for words in untranslated.lacking(language, found_words()) if not words.is_for_staff]
    assert [(words.file, words.msgid) for words in lacking] == [("templates/site/home.html", "Talk to us")]
