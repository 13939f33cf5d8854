"""Typesetting of data as tagged PDFs that follow PDF/UA-1 (ISO 14289-1)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

_LAYOUTS = Path(__file__).parent / "layout"
_MISSING_IN_FONTS = re.compile(r'the text `"(.+?)"` could not be displayed')
_FIRST_EAST_ASIAN = 0x2E80
_MOST_ATTEMPTS = 20


def typeset(layout: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the data as a PDF in a layout; the same data and time give the same bytes.

    Only the fonts of the library are used. A character that none of them has is written as its number, such as
    [U+6F22], because PDF/UA allows no empty box.
    """
    # As JSON, which the layout never reads as markup.
    text = json.dumps(data, ensure_ascii=False, default=str)
    for _attempt in range(_MOST_ATTEMPTS):
        try:
            return _compile(layout, text, at)
        except typst.TypstError as error:
            missing = _MISSING_IN_FONTS.search(str(error))
            if missing is None:
                raise
            text = _numbered(text, missing[1])
    return _compile(layout, text, at)


def _compile(layout: str, text: str, at: datetime) -> bytes:
    return bytes(
        typst.compile(
            str(_LAYOUTS / f"{layout}.typ"),
            root=str(_LAYOUTS),
            font_paths=_fonts(),
            sys_inputs={"data": text},
            pdf_standards="ua-1",
            timestamp=at.replace(microsecond=0),  # typst accepts whole seconds only
        )
    )


def _numbered(text: str, missing: str) -> str:
    """Replace the characters that no font has by their numbers."""
    # All East Asian characters at once: no font here has them, and each error of typst names only a few.
    return "".join(
        f"[U+{ord(character):04X}]" if character in missing or ord(character) >= _FIRST_EAST_ASIAN else character
        for character in text
    )


@cache  # without system fonts, so that a document looks the same on every machine
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False)
