"""What lacks a language: texts of the register, and words of the site's own pages and letters."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from privacy.languages import translations
from privacy.languages.translations import Words
from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.purposes.models import Purpose
from privacy.register.frozen_words import place_in_words
from privacy.register.models import Revision
from privacy.retention.models import RetentionRule
from tests.factories.privacy import NOW

ROOT = Path(settings.BASE_DIR)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TRANSLATED = [code for code in LANGUAGES if code != translations.WRITTEN_IN]
_ENTRY = re.compile(r'^(msgctxt .+\n)?msgid ((?:".*"\n)+)', re.MULTILINE)
_PLACES = re.compile(r"%\(\w+\)[a-z]|<[a-z]+:\w+>|</?[a-z]+|%%")


@pytest.fixture
def _forgetful() -> Iterator[None]:
    """No test sees the catalogues that another read."""
    translations.untranslated.cache_clear()
    yield
    translations.untranslated.cache_clear()


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
    assert translations.untranslated(language) == ()


def test_every_word_for_staff_is_said_in_the_first_language() -> None:
    assert list(translations.lacking(settings.LANGUAGE_CODE, translations.found_in(ROOT))) == []


def test_every_word_stands_once_in_a_catalogue() -> None:
    """Two entries for one word can say different things, and which of them is read is chance."""
    twice = []
    for path in ROOT.glob("**/locale/*/LC_MESSAGES/django.po"):
        words = Counter(_ENTRY.findall(path.read_text(encoding="utf-8")))
        twice += [f"{path.relative_to(ROOT)}: {word}" for (_context, word), count in words.items() if count > 1]
    assert twice == []


def test_words_are_found_where_they_stand() -> None:
    found = {(one.context, one.msgid): one for one in translations.found_in(ROOT)}
    assert found[None, "Skip to the content"].file == "templates/parts/header.html"
    assert found["url", "my-data/"].file == "proviso_site/urls.py"
    assert found[None, "Confirm that you want the newsletter"].file == "newsletter/emails.py"
    assert found[None, "The link works until %(day)s."].file == "newsletter/templates/newsletter/mail/confirm.txt"
    assert not any(one.file.startswith(("tests/", ".venv")) for one in found.values())


@pytest.mark.parametrize(
    ("file", "is_for_staff"),
    [
        ("dsar/desk/admin.py", True),
        ("contact/messages/admin.py", True),
        ("contact/admin_export.py", True),
        ("privacy/templates/admin/index.html", True),
        ("dsar/letters/emails.py", False),
        ("dsar/templates/dsar/portal.html", False),
    ],
)
def test_pages_of_staff_are_told_apart(file: str, *, is_for_staff: bool) -> None:
    assert Words(file, None, "x").is_for_staff is is_for_staff


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
    assert list(translations._extracted(tmp_path / "x.html")) == [(context, msgid)]


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
    assert list(translations.lacking("nn", [xyzzy])) == ([] if is_said else [xyzzy])


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_what_is_filled_in(language: str) -> None:
    for path in translations._catalogues(language):
        with path.open("rb") as file:
            for message in read_po(file):
                words = message.id if isinstance(message.id, str) else message.id[1]
                said = message.string if isinstance(message.string, str) else message.string[1]
                assert not words or set(_PLACES.findall(words)) == set(_PLACES.findall(said)), f"{path}: {words}"


@pytest.mark.django_db
@pytest.mark.law("L-01")
@pytest.mark.usefixtures("register", "_forgetful")
@pytest.mark.parametrize("language", TRANSLATED)
def test_word_without_translation_blocks_publication(settings: Any, tmp_path: Path, language: str) -> None:
    for code in TRANSLATED:
        source = (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
        if code == language:
            source = re.sub(r'msgid "Talk to us"\nmsgstr ".+"', 'msgid "Talk to us"\nmsgstr ""', source)
        write(tmp_path, f"{code}/LC_MESSAGES/django.po", source)
    settings.LOCALE_PATHS = [tmp_path]
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    (reason,) = refusal.value.reasons
    assert "templates/site/home.html: «Talk to us»" in reason
    assert dict(settings.LANGUAGES)[language] in reason
    assert not Revision.objects.exists()


@pytest.mark.django_db
@pytest.mark.law("L-01")
@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("model", "field", "named"),
    [
        (Purpose, "title", "Formål / requests / tittel"),
        (RetentionRule, "period", "Lagringsregel / letters.log / perioden i ord"),
    ],
)
def test_text_of_any_row_without_a_language_blocks_publication(
    model: type[Purpose | RetentionRule], field: str, named: str, language: str
) -> None:
    row = model.objects.get()
    del getattr(row, field)[language]
    row.save()
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    assert refusal.value.reasons == [f"«{named}» mangler tekst på: {language}."]


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_text_that_is_empty_everywhere_is_missing_unless_it_may_be() -> None:
    Purpose.objects.update(legal_note={})
    publishing.publish(now=NOW)
    Purpose.objects.update(title={})
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    assert refusal.value.reasons == ["«Formål / requests / tittel» mangler tekst på: en, nb, nn."]


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
        ("consent / services / matomo / description", "Tjeneste / matomo / hva den gjør"),
        ("consent / services / a / items / x / description", "Tjeneste / a / lagret element / x / hva den brukes til"),
        ("consent / own / pv_choice / justification", "Lagret element / pv_choice / hvorfor den er nødvendig"),
        ("nothing / of / this", "of / this"),
        ("alone", "alone"),
    ],
)  # fmt: skip
def test_place_of_a_text_is_said_as_staff_call_it(place: str, words: str) -> None:
    assert place_in_words(place) == words
