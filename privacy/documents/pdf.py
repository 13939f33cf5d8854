"""Setting type: data and a layout become a tagged PDF that follows PDF/UA-1 (ISO 14289-1)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

_LAYOUTS = Path(__file__).parent / "layout"
_NO_FONT_HAS = re.compile(r'the text `"(.+?)"` could not be displayed')
_FIRST_SIGN_OF_EAST_ASIA = 0x2E80
_MOST_ATTEMPTS = 20


def typeset(layout: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the PDF that a layout makes of the data; the same bytes for the same data and time.

    The data reaches the layout as JSON and is never read as markup. Only the fonts that come with the library are
    used, so that a document looks alike on every machine; a sign that none of them has is set as its number,
    such as [U+6F22], because PDF/UA allows no empty box.
    """
    text = json.dumps(data, ensure_ascii=False, default=str)
    for _attempt in range(_MOST_ATTEMPTS):
        try:
            return _compile(layout, text, at)
        except typst.TypstError as error:
            missing = _NO_FONT_HAS.search(str(error))
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
            timestamp=at.replace(microsecond=0),  # it takes no others
        )
    )


def _numbered(text: str, missing: str) -> str:
    """Write the numbers of the signs that no font has; those of scripts that no font here has at all, in one go."""
    return "".join(
        f"[U+{ord(sign):04X}]" if sign in missing or ord(sign) >= _FIRST_SIGN_OF_EAST_ASIA else sign for sign in text
    )


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False)
