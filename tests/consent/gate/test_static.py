"""What consent adds to a page, in bytes: measured as a browser gets it."""

from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from django.contrib.staticfiles import finders

from consent.adapters.adapter import adapters
from proviso_site.pages.static import minified

FRAME = ("choice/gate.js", "choice/ask.js", "choice/choice.css")
SCRIPTS = ["choice/gate.js", "choice/ask.js", *(adapter.static_path for adapter in adapters.values())]


def file(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found)


def weight(*names: str) -> int:
    return sum(len(brotli.compress(served(name).encode(), quality=11)) for name in names)


def served(name: str) -> str:
    text = file(name).read_text()
    return minified(text) if name.endswith(".js") else text


def test_the_synchronous_part_is_small() -> None:
    assert weight("choice/gate.js") <= 1536


def test_all_of_it_is_small() -> None:
    """The frame and every vendor of the first customer's page."""
    assert weight(*FRAME, "choice/hubspot.js", "choice/hotjar.js", "choice/google-ads.js") <= 4096


@pytest.mark.parametrize("path", [adapter.static_path for adapter in adapters.values()])
def test_a_vendor_costs_little(path: str) -> None:
    assert weight(path) <= 512


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_code_is_made_from_text(name: str) -> None:
    text = file(name).read_text()
    for forbidden in ("eval(", "innerHTML", "document.write", "new Function", "outerHTML", "insertAdjacentHTML"):
        assert forbidden not in text
