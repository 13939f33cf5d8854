"""Words of the product that a language lacks (LAW L-01): ``python -m tools.untranslated`` prints them and exits 1.

A language of the administration needs every word. Any other needs those of visitors (``visitors_words``).
``python -m tools.untranslated da`` looks at one language.

Words are found in templates and code as Django's ``makemessages`` finds them, without gettext, and looked for in the
catalogues of the site and its apps.
"""

import ast
import os
import sys
from collections.abc import Iterable, Iterator
from inspect import getsource
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import templatize

from privacy.law.locales.languages import WRITTEN_IN, known
from privacy.registry import own_apps
from tools.visitors_files import visitors_files

_NOT_SHOWN = {"migrations", "tests"}
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class Words(NamedTuple):
    """A msgid, and the first file that has it."""

    file: str
    context: str | None
    msgid: str


def main(codes: Iterable[str] = ()) -> int:
    """Print every word that some language lacks, or one of those given, and return the exit status."""
    root = Path(settings.BASE_DIR)
    words, of_visitors, for_staff = all_words(root), list(visitors_words(root)), languages()
    missing = [
        (language, entry)
        for language in codes or [*for_staff, *visitors_languages()]
        for entry in lacking(language, words if language in for_staff else of_visitors)
    ]
    for language, entry in missing:
        print(f"{language}: {entry.file}: “{entry.msgid}”")
    return int(bool(missing))


def languages() -> list[str]:
    """Return the languages of the administration that need a catalogue."""
    return [code for code, language in known().items() if language.is_for_staff and code != WRITTEN_IN]


def visitors_languages() -> list[str]:
    """Return the languages that only visitors read."""
    return [code for code, language in known().items() if not language.is_for_staff]


def visitors_words(root: Path) -> Iterator[Words]:
    """Yield every msgid that visitors read.

    Those of ``visitors_files``, of addresses and of declarations; and whatever some language that only visitors read
    translates.
    """
    from tools.shown_words import declared_msgids, public_forms  # noqa: PLC0415 - the apps must be loaded

    declared = declared_msgids()
    # Some labels are read from the database, so the source of the forms is searched, not their fields.
    declared |= {msgid for form in public_forms() for _context, msgid in _in_code(getsource(form))}
    files = {path.relative_to(root).as_posix() for path in visitors_files(root, list(_sources(root)))}
    for entry in _all_in_sources(root):
        if entry.file in files or entry.context == "url" or entry.msgid in declared:
            yield entry
    for code in visitors_languages():
        yield from _words_in(code, root)


def all_words(root: Path) -> list[Words]:
    """Return the words of the sources and of all catalogues."""
    return [*words_in_sources(root), *words_in_catalogues(root)]


def lacking(language: str, words: Iterable[Words]) -> list[Words]:
    """Return those of ``words`` that no catalogue translates to a language, once each."""
    catalogues = [_read(path) for path in catalogue_paths(language)]
    missing: dict[tuple[str | None, str], Words] = {}
    for entry in words:
        if not any(_translates(catalogue, entry) for catalogue in catalogues):
            missing.setdefault((entry.context, entry.msgid), entry)
    return list(missing.values())


def words_in_sources(root: Path) -> list[Words]:
    """Return every msgid of the site's own templates and code, once each."""
    seen: dict[tuple[str | None, str], Words] = {}
    for entry in _all_in_sources(root):
        seen.setdefault((entry.context, entry.msgid), entry)
    return sorted(seen.values(), key=lambda entry: (entry.file, entry.context or "", entry.msgid))


def _all_in_sources(root: Path) -> Iterator[Words]:
    for path in sorted(_sources(root)):
        for context, msgid in _extracted(path):
            yield Words(path.relative_to(root).as_posix(), context, msgid)


def words_in_catalogues(root: Path) -> Iterator[Words]:
    """Yield every msgid of every catalogue."""
    # Some msgids are put together at run time (the events of the journal), so no source has them: what one language
    # translates, all must.
    for language in languages():
        yield from _words_in(language, root)


def _words_in(language: str, root: Path) -> Iterator[Words]:
    for path in catalogue_paths(language):
        file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        for message in _read(path):
            if message.id:
                yield Words(file, message.context, message.id if isinstance(message.id, str) else message.id[0])


def catalogue_paths(language: str) -> Iterator[Path]:
    """Yield the site's own catalogues of a language."""
    for folder in (*map(Path, settings.LOCALE_PATHS), *(path / "locale" for path in _own_apps())):
        if (path := folder / language / "LC_MESSAGES" / "django.po").exists():
            yield path


def _sources(root: Path) -> Iterator[Path]:
    for folder in (root / "templates", *_own_apps()):
        for path in folder.rglob("*"):
            if path.suffix in (".html", ".txt", ".py") and _NOT_SHOWN.isdisjoint(path.relative_to(root).parts):
                yield path


def _own_apps() -> list[Path]:
    """Return the folders of the apps that register what they hold."""
    return [Path(config.path) for config in own_apps()]


def _extracted(path: Path) -> Iterator[tuple[str | None, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _in_code(source) if "gettext" in source else ()
        return
    # What templatize leaves of the markup is no Python; without indentation it can still be read as tokens.
    source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=_KEYWORDS):
        yield context, message if isinstance(message, str) else message[0]


def _in_code(source: str) -> Iterator[tuple[str | None, str]]:
    """Yield each word of a Python file with its context."""
    # The syntax tree, not the tokens: before Python 3.12 an f-string is one token, and the words in it were missed.
    for call in ast.walk(ast.parse(source)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _KEYWORDS):
            continue
        texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if "pgettext" in call.func.id:
            if len(texts) > 1:
                yield texts[0], texts[1]
        elif texts:
            yield None, texts[0]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def _translates(catalogue: Catalog, entry: Words) -> bool:
    message = catalogue.get(entry.msgid, entry.context)
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all((text or "").strip() for text in forms)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.development")
    django.setup()
    sys.exit(main(sys.argv[1:]))
