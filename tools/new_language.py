"""Begin a language: ``python -m tools.new_language da`` writes an empty catalogue beside each of bokmål's.

A copy would not do: its Norwegian words would count as translated, and nothing would name them.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from proviso_site.settings.places import BASE_DIR

_CATALOGUE = "locale/nb/LC_MESSAGES/django.po"


def begin(language: str, root: Path) -> list[Path]:
    """Write every word of the site and its apps without a translation; a catalogue that exists is left alone."""
    written = []
    for source in sorted([*root.glob(_CATALOGUE), *root.glob(f"*/{_CATALOGUE}")]):
        target = source.parents[2] / language / "LC_MESSAGES" / source.name
        if target.exists():
            continue
        with source.open("rb") as file:
            known = read_po(file)
        empty = Catalog(locale=language, fuzzy=False)
        for message in known:
            if message.id:
                empty.add(message.id, flags=message.flags, context=message.context)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_po(file, empty, width=0)
        written.append(target)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which language: python -m tools.new_language da")
    for path in begin(sys.argv[1], BASE_DIR):
        print(path.relative_to(BASE_DIR))
