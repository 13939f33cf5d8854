"""A new language begins with every word, and none translated."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools.new_language import begin

SV = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: sv\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "url"
msgid "sent/"
msgstr "skickat/"

#, python-format
msgid "%(days)s day"
msgid_plural "%(days)s days"
msgstr[0] "%(days)s dag"
msgstr[1] "%(days)s dagar"
"""


@pytest.mark.law("L-01")
def test_new_language_has_every_word_and_no_translation(tmp_path: Path) -> None:
    source = tmp_path / "locale/sv/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SV, encoding="utf-8")
    written = begin("da", tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "locale/da/LC_MESSAGES/django.po",
        "privacy/law/locales/languages/da.toml",
    ]
    with written[0].open("rb") as file:
        catalogue = read_po(file)
    assert str(catalogue.locale) == "da"
    words = [(entry.context, entry.id, entry.string) for entry in catalogue if entry.id]
    assert words == [("url", "sent/", ""), (None, ("%(days)s day", "%(days)s days"), ("", ""))]
    assert begin("da", tmp_path) == []
