"""Findings: the flaws of a policy, each with its kind, line and subject."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format

from consent.importing.problems import ProblemKind
from privacy.law.durations import lifetime_in_words

_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9_.*-]+")
_LONGEST_KEY = 80


@dataclass(frozen=True, kw_only=True)
class ImportFinding:
    """A flaw. ``line`` is 0 for a flaw of the whole table; ``subject`` makes the key stable from run to run."""

    problem: ProblemKind
    about: str
    subject: str = ""
    line: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of the known defect; every import gives the same flaw of the same name the same key."""
        if not self.subject:
            return self.problem.code
        key = f"{self.problem.code}.{self.subject}"
        if len(key) > _LONGEST_KEY or _NOT_IN_KEYS.search(key):
            digest = hashlib.sha256(key.encode()).hexdigest()[:12]
            return f"{_NOT_IN_KEYS.sub('-', key)[: _LONGEST_KEY - 13]}-{digest}"
        return key

    @property
    def text(self) -> str:
        """The description of the flaw in the active language."""
        return str(self.problem.text) % self.values

    @property
    def remedy(self) -> str:
        """The remedy in the active language."""
        return str(self.problem.remedy) % self.values


class DayInWords:
    """A day that is put into words when it is shown, in the language active then."""

    def __init__(self, day: date) -> None:
        self._day = day

    def __str__(self) -> str:
        return date_format(self._day, "DATE_FORMAT")


class LifetimesInWords:
    """Lifetimes that are put into words when they are shown, in the language active then."""

    def __init__(self, *seconds: int) -> None:
        self._seconds = seconds

    def __str__(self) -> str:
        return ", ".join(lifetime_in_words(seconds) for seconds in self._seconds)
