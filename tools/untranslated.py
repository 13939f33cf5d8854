"""Words of the site's own pages and letters that no catalogue translates (LAW L-01): a check of CI.

Words are found in templates and code as Django's ``makemessages`` finds them, without gettext, and looked for in the
catalogues of the site.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import templatize

from privacy.registry import own_apps

WRITTEN_IN = "en"  # the language of the msgids

_STAFF_ONLY = {
    "admin", "anonymity", "audit", "datasets", "desk", "dev", "forms_recipients", "forms_register",
    "importing", "management", "models", "objections", "promises", "promises_notice", "promises_recipients",
    "promises_statistics", "publishing", "register_section", "sharing", "transfer_report", "transfers",
}  # fmt: skip
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
    """One msgid, and where it was found first."""

    file: str
    context: str | None
    msgid: str

    @property
    def is_for_staff(self) -> bool:
        parts = [part.removesuffix(".py") for part in Path(self.file).parts]
        return any(part in _STAFF_ONLY or part.startswith(("admin_", "desk_", "promises_")) for part in parts)


@cache
def untranslated(language: str) -> tuple[Words, ...]:
    """Return the words that visitors meet and that no catalogue says in a language; read once in a process."""
    return tuple(one for one in lacking(language, found_in(Path(settings.BASE_DIR))) if not one.is_for_staff)


def lacking(language: str, words: Iterable[Words]) -> Iterator[Words]:
    """Yield those of ``words`` that the site's catalogues do not say in a language."""
    if language == WRITTEN_IN:
        return
    catalogues = [_read(path) for path in _catalogues(language)]
    for one in words:
        if not any(_says(catalogue, one) for catalogue in catalogues):
            yield one


def found_in(root: Path) -> list[Words]:
    """Return every msgid of the site's own templates and code, once each."""
    seen: dict[tuple[str | None, str], Words] = {}
    for path in sorted(_sources(root)):
        for context, msgid in _extracted(path):
            seen.setdefault((context, msgid), Words(path.relative_to(root).as_posix(), context, msgid))
    return sorted(seen.values(), key=lambda one: (one.file, one.context or "", one.msgid))


def _sources(root: Path) -> Iterator[Path]:
    folders = [root / "templates", *_app_folders()]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in (".html", ".txt", ".py") and _NOT_SHOWN.isdisjoint(path.relative_to(root).parts):
                yield path


def _app_folders() -> list[Path]:
    return [Path(config.path) for config in own_apps()]


def _extracted(path: Path) -> Iterator[tuple[str | None, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves of the markup is no Python; without indentation it can still be read as tokens.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    elif "gettext" not in source:
        return
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=_KEYWORDS):
        yield context, message if isinstance(message, str) else message[0]


def _catalogues(language: str) -> Iterator[Path]:
    for folder in (*map(Path, settings.LOCALE_PATHS), *(path / "locale" for path in _app_folders())):
        if (path := folder / language / "LC_MESSAGES" / "django.po").exists():
            yield path


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def _says(catalogue: Catalog, words: Words) -> bool:
    message = catalogue.get(words.msgid, words.context)
    if message is None or message.fuzzy:
        return False
    said = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all((text or "").strip() for text in said)
