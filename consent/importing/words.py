"""The words of ``words.toml``, read once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.toml")
_NO_LETTERS = re.compile(r"[-/*_`:?#.|“”\"«»]")


@cache
def sections() -> Mapping[str, Mapping[str, str]]:
    """Return the texts of the file by section and key."""
    content: Mapping[str, Mapping[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return content


@cache
def phrases(section: str, key: str) -> frozenset[str]:
    """Return the phrases of a text, in the spelling of ``plain``."""
    lines = sections()[section][key].split("\n")
    return frozenset(plain(phrase) for line in lines for phrase in line.split("|") if phrase.strip())


@cache
def words(section: str, key: str) -> frozenset[str]:
    """Return the words of a text that lists single words."""
    return frozenset(sections()[section][key].split())


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Return a text in small letters with single spaces, without hyphens, slashes and marks."""
    return " ".join(_NO_LETTERS.sub(" ", text.casefold().replace("’", "'")).split())
