"""What consent adds to a page, in bytes: measured as a browser gets it."""

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings

CHOICE = settings.BASE_DIR / "consent" / "static" / "choice"


def weight(*names: str) -> int:
    return sum(len(brotli.compress((CHOICE / name).read_bytes(), quality=11)) for name in names)


def test_the_synchronous_part_is_small() -> None:
    assert weight("gate.js") <= 1536


def test_all_of_it_is_small() -> None:
    assert weight(*(path.name for path in CHOICE.iterdir())) <= 4096


@pytest.mark.parametrize("path", sorted(CHOICE.glob("*.js")), ids=lambda path: path.name)
def test_no_code_is_made_from_text(path: object) -> None:
    text = path.read_text()  # type: ignore[attr-defined]
    for forbidden in ("eval(", "innerHTML", "document.write", "new Function", "outerHTML", "insertAdjacentHTML"):
        assert forbidden not in text
