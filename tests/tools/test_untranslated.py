"""The check of CI for words of the product that a language lacks."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from tools import untranslated
from tools.untranslated import Words

ROOT = Path(settings.BASE_DIR)
LANGUAGES = untranslated.languages()
EVERY_LANGUAGE = [*LANGUAGES, *untranslated.visitors_languages()]
_ENTRY = re.compile(r'^(msgctxt .+\n)?msgid ((?:".*"\n)+)', re.MULTILINE)
_PLACES = re.compile(r"%\(\w+\)[a-z]|<[a-z]+:\w+>|</?[a-z]+|%%")


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def catalogue(root: Path, language: str, text: str) -> None:
    head = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: {language}\\n"\n\n'
    write(root, f"{language}/LC_MESSAGES/django.po", head + text)


@pytest.mark.law("L-01")
def test_every_word_has_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    status = untranslated.main()
    assert (status, capsys.readouterr().out) == (0, "")


@pytest.mark.law("L-01")
@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_word_without_translation_is_named(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    for code in EVERY_LANGUAGE:
        source = (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
        if code == language:
            source = re.sub(r'msgid "Talk to us"\nmsgstr ".+"', 'msgid "Talk to us"\nmsgstr ""', source)
        write(tmp_path, f"{code}/LC_MESSAGES/django.po", source)
    settings.LOCALE_PATHS = [tmp_path]
    status = untranslated.main()
    assert (status, capsys.readouterr().out) == (1, f"{language}: templates/site/home.html: “Talk to us”\n")


def test_word_that_only_another_language_translates_is_named(settings: Any, tmp_path: Path) -> None:
    catalogue(tmp_path, "nb", 'msgctxt "journal"\nmsgid "xyzzy.opened"\nmsgstr "åpnet"\n')
    settings.LOCALE_PATHS = [tmp_path]
    xyzzy = Words("nb/LC_MESSAGES/django.po", "journal", "xyzzy.opened")
    assert xyzzy in untranslated.lacking("nn", untranslated.words_in_catalogues(tmp_path))
    assert xyzzy not in untranslated.lacking("nb", untranslated.words_in_catalogues(tmp_path))


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the root of a site with one app, empty but for what a test writes."""
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setattr(untranslated, "_own_apps", lambda: [tmp_path / "shop"])
    return tmp_path


def visitors_lack(root: Path) -> set[tuple[str, str]]:
    """Return the file and the msgid of each word that Swedish visitors lack."""
    return {(entry.file, entry.msgid) for entry in untranslated.lacking("sv", untranslated.visitors_words(root))}


@pytest.mark.law("L-01")
@pytest.mark.parametrize(
    "file", ["templates/site/new.html", "shop/templates/shop/new.html", "shop/templates/shop/mail/new.txt"]
)
def test_word_of_a_template_that_no_language_of_visitors_has_is_named(site: Path, file: str) -> None:
    write(site, file, '{% load i18n %}<p>{% translate "Xyzzy" %}</p>')
    assert visitors_lack(site) == {(file, "Xyzzy")}
    catalogue(site, "sv", 'msgid "Xyzzy"\nmsgstr "Hej"\n')
    assert visitors_lack(site) == set()


@pytest.mark.parametrize(
    "file", ["templates/admin/site/new.html", "shop/templates/admin/new.html", "templates/dev/new.html"]
)
def test_template_for_staff_needs_no_language_of_visitors(site: Path, file: str) -> None:
    write(site, file, '{% load i18n %}<p>{% translate "Xyzzy" %}</p>')
    assert visitors_lack(site) == set()


@pytest.mark.law("L-01")
@pytest.mark.parametrize(
    ("code", "is_for_visitors"),
    [
        ('render(request, "shop/new.html", {"title": _("Xyzzy")})', True),
        ('render_to_string(f"shop/mail/{kind}.txt", {"title": _("Xyzzy")})', True),
        ('from privacy.letters.layout import sign\n\nsign(text, _("Xyzzy"))', True),
        ('path(pgettext_lazy("url", "Xyzzy"), page)', True),
        ('render(request, "admin/shop/new.html", {"title": _("Xyzzy")})', False),
        ('raise ValidationError(_("Xyzzy"))', False),
    ],
)
def test_word_of_code_counts_if_it_composes_what_visitors_read(site: Path, code: str, *, is_for_visitors: bool) -> None:
    for name in ("shop/new.html", "shop/mail/new.txt", "admin/shop/new.html"):
        write(site, f"shop/templates/{name}", "")
    write(site, "shop/composing.py", f"from django.utils.translation import gettext as _, pgettext_lazy\n\n{code}\n")
    assert visitors_lack(site) == ({("shop/composing.py", "Xyzzy")} if is_for_visitors else set())


@pytest.mark.law("L-01")
@pytest.mark.parametrize(
    ("also", "is_for_visitors"),
    [
        ("from django.db.models import Q", True),
        ("from django.db import models", False),
        ("from django import forms", False),
    ],
)
def test_word_that_a_page_gets_from_other_code_counts(site: Path, also: str, *, is_for_visitors: bool) -> None:
    write(site, "shop/templates/shop/new.html", "")
    write(site, "shop/views.py", 'from shop.receipt import made\n\nrender(request, "shop/new.html", made())\n')
    code = f'{also}\nfrom django.utils.translation import gettext as _\n\n\ndef made():\n    return _("Xyzzy")\n'
    write(site, "shop/receipt.py", code)
    assert visitors_lack(site) == ({("shop/receipt.py", "Xyzzy")} if is_for_visitors else set())


@pytest.mark.law("L-01")
def test_texts_of_declarations_are_for_visitors() -> None:
    shown = {
        "Questions in your requests",  # title of a declaration
        "who acts for you",  # title of a field
        "A letter was sent to you by post",  # choice of a field
        "to establish or defend a legal claim (GDPR Art. 17(3)(e))",  # why rows are kept
        "recorded when you used the service",  # origin of a field
        "Visits, counted",  # activity
        "The request goes to a case worker.",  # sentence that promises
        "Choose at least one.",  # error of a public form
    }
    words = {entry.msgid for entry in untranslated.visitors_words(ROOT) if not entry.file.endswith(".po")}
    assert shown - words == set()
    assert "Begin with a template" not in words  # a form of staff


def test_every_word_is_once_in_a_catalogue() -> None:
    """Two entries for one word can say different things, and which of them is read is chance."""
    twice = []
    for path in ROOT.glob("**/locale/*/LC_MESSAGES/django.po"):
        entries = Counter(_ENTRY.findall(path.read_text(encoding="utf-8")))
        twice += [f"{path.relative_to(ROOT)}: {word}" for (_context, word), count in entries.items() if count > 1]
    assert twice == []


def test_words_are_found_in_templates_and_code() -> None:
    words = {(entry.context, entry.msgid): entry for entry in untranslated.words_in_sources(ROOT)}
    assert words[None, "Footer"].file == "templates/parts/footer.html"
    assert words["url", "my-data/"].file == "proviso_site/urls.py"
    assert words[None, "Confirm that you want the newsletter"].file == "newsletter/subscriptions/emails.py"
    gets = "You now get the newsletter of %(name)s at this address."
    assert words[None, gets].file == "newsletter/templates/newsletter/mail/welcome.txt"
    assert not any(entry.file.startswith(("tests/", ".venv")) for entry in words.values())


@pytest.mark.parametrize("msgid", ["Mark as handled", "Approve a retention rule", "People and deadlines"])
def test_words_for_staff_are_found_too(msgid: str) -> None:
    assert any(entry.msgid == msgid for entry in untranslated.words_in_sources(ROOT))


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
    ("text", "is_translated"),
    [
        ('msgid "Xyzzy"\nmsgstr "Hei"\n', True),
        ('msgid "Xyzzy"\nmsgstr ""\n', False),
        ('#, fuzzy\nmsgid "Xyzzy"\nmsgstr "Hei"\n', False),
        ('msgctxt "url"\nmsgid "Xyzzy"\nmsgstr "hei"\n', False),
        ('msgid "Xyzzy"\nmsgid_plural "Xyzzys"\nmsgstr[0] "Hei"\nmsgstr[1] ""\n', False),
        ("", False),
    ],
)
def test_only_a_whole_translation_counts(settings: Any, tmp_path: Path, text: str, *, is_translated: bool) -> None:
    catalogue(tmp_path, "nn", text)
    settings.LOCALE_PATHS = [tmp_path]
    xyzzy = Words("x.html", None, "Xyzzy")
    assert untranslated.lacking("nn", [xyzzy]) == ([] if is_translated else [xyzzy])


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_translations_keep_what_is_filled_in(language: str) -> None:
    for path in untranslated.catalogue_paths(language):
        with path.open("rb") as file:
            for message in read_po(file):
                source = message.id if isinstance(message.id, str) else message.id[1]
                text = message.string if isinstance(message.string, str) else message.string[1]
                assert not source or set(_PLACES.findall(source)) == set(_PLACES.findall(text)), f"{path}: {source}"


def test_words_inside_an_f_string_are_found(tmp_path: Path) -> None:
    """Before Python 3.12 an f-string is one token, and a search of tokens misses what it calls."""
    write(tmp_path, "x.py", "from django.utils.translation import gettext as _\nTEXT = f\"1; {_('Xyzzy')}\"\n")
    assert list(untranslated._extracted(tmp_path / "x.py")) == [(None, "Xyzzy")]
