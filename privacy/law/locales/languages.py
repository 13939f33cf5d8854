"""Languages as data: a file each in ``languages/``, by the language's code. No other code names a language.

Read without Django, because the settings ask for the languages of the site.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from privacy.law.locales.errors import UnknownLanguage

WRITTEN_IN = "en"  # the language of the msgids, which needs no catalogue
FOLDER = Path(__file__).with_name("languages")


@dataclass(frozen=True, kw_only=True)
class Language:
    """What the product knows about a language.

    ``is_for_staff``: the administration is translated to it. ``in_country`` is its code with a country, for documents.
    ``family`` is the code under which the linter has its patterns. ``in_sentence`` are the names of countries as they
    follow "in", where they differ. ``texts`` are those of the basis of the register, by the kind of row and its key.
    """

    code: str
    name: str
    is_for_staff: bool = False
    in_country: str = ""
    family: str = ""
    in_sentence: Mapping[str, str] = field(default_factory=dict)
    durations: Mapping[str, Any] = field(default_factory=dict)
    linting: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    @property
    def region(self) -> str:
        """The country whose typography a document follows; empty for none."""
        return self.in_country.partition("-")[2]


@cache
def known() -> Mapping[str, Language]:
    """Return every language that has a data file, by its code."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def find(code: str) -> Language:
    """Return a language by its code, or that of its first part (``en`` for ``en-gb``), or one that is only a code."""
    return known().get(code) or known().get(code.partition("-")[0]) or Language(code=code, name=code, family=code)


def in_words(code: str) -> str:
    """Return what a language calls itself, for people who would read its code."""
    return find(code).name


def for_settings(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return Django's ``LANGUAGES`` for the codes, each called what it calls itself.

    Raises ``UnknownLanguage`` for a code without a data file, and if there is no code.
    """
    wanted = [code.strip().lower() for code in codes if code.strip()]
    if unknown := [code for code in wanted if code not in known()] or ([] if wanted else ["(none)"]):
        raise UnknownLanguage(
            f"LANGUAGES has {', '.join(unknown)}; known are {', '.join(known())}. "
            "docs/contributing/add-a-language.md says how to add one."
        )
    return [(code, known()[code].name) for code in dict.fromkeys(wanted)]


def for_staff() -> list[tuple[str, str]]:
    """Return the languages of the administration as (code, name)."""
    return [(code, language.name) for code, language in known().items() if language.is_for_staff]


def _read(path: Path) -> Language:
    row = tomllib.loads(path.read_text(encoding="utf-8"))
    if strange := sorted(set(row) - {one.name for one in fields(Language)}):
        raise UnknownLanguage(f"{path.name} has what nothing reads: {', '.join(strange)}.")
    return Language(**{"code": path.stem, "family": path.stem} | row)
