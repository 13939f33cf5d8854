"""Begin a language: ``python -m tools.new_language da`` writes its catalogue, untranslated, and its data file.

The catalogue has the words of the languages that visitors read, such as Swedish, in one file. A copy of one would not
do: its words would count as translated, and nothing would name them.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from privacy.law.locales.languages import FOLDER, known
from proviso_site.settings.places import BASE_DIR

_DATA = """# What the product knows about this language; docs/contributing/add-a-language.md says what each part is for.
name = "{name}"
"""


def begin(language: str, root: Path) -> list[Path]:
    """Write the catalogue and the data file of a language; a file that exists is left alone."""
    written = []
    catalogue, data = _catalogue(root, language), root / FOLDER.relative_to(BASE_DIR) / f"{language}.toml"
    if not catalogue.exists():
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        with catalogue.open("wb") as file:
            write_po(file, _untranslated(language, root), width=0)
        written.append(catalogue)
    if not data.exists():
        data.parent.mkdir(parents=True, exist_ok=True)
        data.write_text(_DATA.format(name=language), encoding="utf-8")
        written.append(data)
    return written


def _untranslated(language: str, root: Path) -> Catalog:
    empty = Catalog(locale=language, fuzzy=False)
    for code, other in known().items():
        if not other.is_for_staff and (path := _catalogue(root, code)).exists():
            with path.open("rb") as file:
                for message in read_po(file):
                    if message.id:
                        empty.add(message.id, flags=message.flags, context=message.context)
    return empty


def _catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which language: python -m tools.new_language da")
    for path in begin(sys.argv[1], BASE_DIR):
        print(path.relative_to(BASE_DIR))
