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
from django.apps import apps
from django.conf import settings
from django.contrib.admin import autodiscover, site
from django.utils.translation import templatize

from privacy.inventory import collecting
from privacy.inventory.collecting import NotPublic
from privacy.promises.registry import promises
from privacy.register import sections
from privacy.registry import own_apps
from privacy.staff import dashboard
from privacy.statistics import sharable

WRITTEN_IN = "en"  # the language of the msgids

# Django's administration looks for its templates here, and the pages of development are for whoever develops.
_STAFF_TEMPLATES = {"admin", "dev"}
# Says so in a module that registers nothing for staff, and whose words only they read.
_FOR_STAFF = "# Words for staff.\n"
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
    """One msgid, and where it was found first; for staff only where no file has it that is for others."""

    file: str
    context: str | None
    msgid: str
    is_for_staff: bool = False


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
    staff = _staff_modules()
    for path in sorted(_sources(root)):
        file = path.relative_to(root)
        is_for_staff = _is_for_staff(path, file, staff)
        for context, msgid in _extracted(path):
            first = seen.get((context, msgid))
            if first is None or (first.is_for_staff and not is_for_staff):
                seen[context, msgid] = Words(file.as_posix(), context, msgid, is_for_staff)
    return sorted(seen.values(), key=lambda one: (one.file, one.context or "", one.msgid))


def _is_for_staff(path: Path, file: Path, staff: set[str]) -> bool:
    if path.suffix != ".py":
        return "templates" in file.parts and file.parts[file.parts.index("templates") + 1] in _STAFF_TEMPLATES
    return ".".join(file.with_suffix("").parts) in staff or _FOR_STAFF in path.read_text(encoding="utf-8")


def _staff_modules() -> set[str]:
    """Return the modules that registered something which only staff meet."""
    autodiscover()
    registries = (promises, dashboard.blocks, dashboard.pages, sections.registry, sharable.registry)
    classes = [
        *apps.get_models(),
        *(type(model_admin) for model_admin in site._registry.values()),  # noqa: SLF001 - Django offers no other way
        *(data.form for data in collecting.registry.values() if isinstance(data, NotPublic)),
    ]
    return {one.__module__ for one in classes}.union(*(registry.modules() for registry in registries))


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
