"""Compile every ``django.po`` of the project to ``django.mo``: `python -m proviso_site.messages`. Needs no gettext."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parents[1]


def compile_messages(root: Path) -> int:
    """Compile the catalogues that are newer than their result; return the number of files written."""
    written = 0
    for source in sorted([*root.glob("locale/*/LC_MESSAGES/*.po"), *root.glob("*/locale/*/LC_MESSAGES/*.po")]):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    try:
        compile_messages(ROOT)
    except (OSError, PoFileError) as error:
        sys.exit(f"Could not compile the translations: {error}")
