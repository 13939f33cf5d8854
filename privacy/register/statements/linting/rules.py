"""Rules of the linter, from ``rules.toml``: patterns, messages for staff, and suggested texts."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from privacy.law.locales import languages
from privacy.register.languages.fields import in_language
from privacy.register.statements.enums import GapPriority

_FILE = Path(__file__).with_name("rules.toml")
_WORDS = Path(__file__).with_name("words.toml")


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

    ``titles`` and ``says`` are for staff, by language. ``better`` is a suggested text, published under ``conditions``;
    ``is_passage`` is true if every notice needs it as a passage. ``place`` is the position of its section in a new
    policy.
    """

    id: str
    priority: GapPriority
    law: str
    titles: Mapping[str, str]
    says: Mapping[str, str]
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

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def say(self) -> str:
        return in_language(self.says)


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its id, in the order of the file."""
    data = _read(_FILE)
    places = {section: place for place, section in enumerate(data["headings"])}
    return {row["id"]: _rule(row, data["headings"], places) for row in data["rules"]}


def words(name: str) -> Wanted:
    """Return the patterns of ``words.toml`` and of the languages under a name. Case is ignored."""
    return _wanted(_read(_WORDS)[name], "words", name)


@cache
def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _wanted(by_family: Mapping[str, str], kind: str, name: str, place: int | None = None) -> Wanted:
    patterns = {}
    for code, language in languages.known().items():
        own = language.linting.get(kind, {}).get(name, "")
        text = by_family.get(language.family) or (own if place is None else [*own, *[""] * (place + 1)][place])
        if text:
            patterns[code] = re.compile(text, re.IGNORECASE)
    return Wanted(patterns=patterns)


def _translated(texts: Mapping[str, str], *path: str) -> Mapping[str, str]:
    """Return a text of the file with those that languages with a file of their own have for it."""
    whole = dict(texts)
    for code, language in languages.known().items():
        own: Any = language.linting
        for name in path:
            own = own.get(name, {})
        if own:
            whole[code] = own
    return whole


def _purpose(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: _translated(value, "purpose", row["id"], name) if isinstance(value, Mapping) else value
        for name, value in row.get("purpose", {}).items()
    }


def _rule(row: Mapping[str, Any], headings: Mapping[str, Mapping[str, str]], places: Mapping[str, int]) -> Rule:
    rule_id, section = row["id"], row["section"]
    return Rule(
        id=rule_id,
        priority=GapPriority(row["priority"]),
        law=row["law"],
        titles=row["title"],
        says=row["say"],
        section=section,
        heading=_translated(headings[section], "headings", section),
        better=_translated(row["better"], "better", rule_id),
        items=tuple(row.get("items", ())),
        conditions=tuple(row.get("conditions", ())),
        purpose=_purpose(row),
        must_say=tuple(
            _wanted(phrase, "must_say", rule_id, place) for place, phrase in enumerate(row.get("must_say", ()))
        ),
        when_says=_wanted(row["when_says"], "when_says", rule_id) if "when_says" in row else None,
        never_say=_wanted(row["never_say"], "never_say", rule_id) if "never_say" in row else None,
        is_passage=row.get("is_passage", False),
        place=places[section],
    )
