"""Rules of the linter, from ``rules.toml``: patterns, messages for staff, and suggested texts."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from privacy.statements.enums import GapPriority

_FILE = Path(__file__).with_name("rules.toml")
_NORWEGIAN = ("nb", "nn")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Patterns of words by language. A language without a pattern is not checked."""

    patterns: Mapping[str, re.Pattern[str]]

    def found_in(self, text: str, language: str) -> re.Match[str] | None:
        """Return the first match in a text, or None."""
        pattern = self.patterns.get(language)
        return pattern.search(text) if pattern else None

    def knows(self, language: str) -> bool:
        return language in self.patterns


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A requirement or prohibition for a notice. ``items`` are the points of GDPR Art. 13 and 14 that it covers.

    ``better`` is a suggested text, published under ``conditions``; ``is_passage`` is true if every notice needs it as a
    passage. ``place`` is the position of its section in a new policy.
    """

    id: str
    priority: GapPriority
    law: str
    title: str
    say: str
    section: str
    heading: Mapping[str, str]
    better: Mapping[str, str]
    items: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    purpose: Mapping[str, Any] = field(default_factory=dict)
    must_say: tuple[Wanted, ...] = ()
    when_says: Wanted | None = None
    never_say: Wanted | None = None
    is_passage: bool = False
    place: int = 0


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its id, in the order of the file."""
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    places = {section: place for place, section in enumerate(data["headings"])}
    return {row["id"]: _rule(row, data["headings"][row["section"]], places[row["section"]]) for row in data["rules"]}


def words(*, no: str = "", en: str = "") -> Wanted:
    """Return patterns of words: ``no`` for both Norwegian languages, ``en`` for English. Case is ignored."""
    by_language = dict.fromkeys(_NORWEGIAN, no) | {"en": en}
    return Wanted(patterns={code: re.compile(text, re.IGNORECASE) for code, text in by_language.items() if text})


def _rule(row: Mapping[str, Any], heading: Mapping[str, str], place: int) -> Rule:
    return Rule(
        id=row["id"],
        priority=GapPriority(row["priority"]),
        law=row["law"],
        title=row["title"],
        say=row["say"],
        section=row["section"],
        heading=heading,
        better=row["better"],
        items=tuple(row.get("items", ())),
        conditions=tuple(row.get("conditions", ())),
        purpose=row.get("purpose", {}),
        must_say=tuple(words(**phrase) for phrase in row.get("must_say", ())),
        when_says=words(**row["when_says"]) if "when_says" in row else None,
        never_say=words(**row["never_say"]) if "never_say" in row else None,
        is_passage=row.get("is_passage", False),
        place=place,
    )
