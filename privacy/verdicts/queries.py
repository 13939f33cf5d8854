"""Status of every promise: whether the policy makes it, its verdicts, and its answer."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy.conf import privacy_settings
from privacy.law.citations import citation_in_words
from privacy.law.deadlines import local_date
from privacy.register import in_force
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import plain
from privacy.register.frozen.register import Register
from privacy.register.languages.fields import in_language
from privacy.register.promises import catalogue
from privacy.register.promises import registry as promises
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.register.statements import notice, rendering
from privacy.verdicts.models import PromiseAnswer

NIGHTS = 30
SOON = timedelta(days=30)
_WORST_FIRST = (VerdictKind.BROKEN, VerdictKind.UNPROVEN, VerdictKind.KEPT)


class Made(models.TextChoices):
    """Whether the policy in force makes a promise."""

    PROMISED = "promised", _("promised in the policy in force")
    WITHHELD = "withheld", _("withheld: the policy in force says something else until it is proven")
    ABSENT = "absent", _("not promised in the policy in force")


@dataclass(frozen=True, kw_only=True)
class Night:
    """The worst verdict of one day; ``kind`` is empty if no check ran."""

    day: date
    kind: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A passage of the policy in force, without its tables, in the active language: source text and HTML."""

    key: str
    text: str
    html: str
    is_promise: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The status of one promise, as the page of promises shows it."""

    id: str
    text: str
    kind: str
    law: tuple[str, ...]
    made: Made
    statements: list[Statement]
    looks_at: str
    reason: str
    verdict: PromiseVerdict | None
    nights: list[Night]
    tests: list[str]
    answer: PromiseAnswer | None
    needs: int

    @property
    def is_unknowable(self) -> bool:
        return bool(self.reason)

    @property
    def nights_by_kind(self) -> list[tuple[str, int]]:
        """Return the number of nights with each verdict, the worst verdict first."""
        counts = Counter(night.kind for night in self.nights)
        return [(str(kind.label), counts[kind]) for kind in _WORST_FIRST if counts[kind]]


def standings(now: datetime) -> list[Standing]:
    """Return the status of every promise, the most urgent first."""
    register = in_force.register()
    latest = {verdict.promise: verdict for verdict in PromiseVerdict.objects.latest_of_each()}
    answers = {answer.promise: answer for answer in PromiseAnswer.objects.latest_of_each()}
    nights = _nights(now)
    tests = tests_by_promise()
    standings = [
        _standing(
            name,
            statements=[statement for statement in register.statements if name in statement.promises],
            register=register,
            verdict=latest.get(name),
            answer=answers.get(name),
            nights=nights.get(name, {}),
            tests=tests.get(name, []),
            today=local_date(now),
        )
        for name in promises.all_promises()
    ]
    return sorted(standings, key=lambda standing: standing.needs)


def _standing(
    name: str,
    *,
    statements: list[frozen.Statement],
    register: Register,
    verdict: PromiseVerdict | None,
    answer: PromiseAnswer | None,
    nights: Mapping[date, str],
    tests: list[str],
    today: date,
) -> Standing:
    known = catalogue.all_promises().get(name)
    made = _made(statements)
    law = known.law_in(register.controller.country or catalogue.HOME) if known else ()
    days = [today - timedelta(days=back) for back in reversed(range(NIGHTS))]
    return Standing(
        id=name,
        text=in_language(known.text) if known else "",
        kind=str(known.kind.label) if known else "",
        law=tuple(map(citation_in_words, law)),
        made=made,
        statements=[_statement(statement, register) for statement in statements if statement.is_shown],
        looks_at=(in_language(known.looks) if known else "") or promises.describe_check(name),
        reason=str(promises.reason_of(name) or ""),
        verdict=verdict,
        nights=[Night(day=day, kind=nights.get(day, "")) for day in days],
        tests=tests,
        answer=answer,
        needs=_needs(verdict, made, answer, today),
    )


def _needs(verdict: PromiseVerdict | None, made: Made, answer: PromiseAnswer | None, today: date) -> int:
    """Return the urgency of a promise for staff, from 0 (now) to 4."""
    if verdict is not None and verdict.kind == VerdictKind.BROKEN:
        return 0
    if verdict is None or verdict.kind == VerdictKind.UNPROVEN:
        return 1 if made is not Made.ABSENT else 2
    return 3 if answer is not None and answer.until < today + SOON else 4


def _made(statements: list[frozen.Statement]) -> Made:
    if any(statement.is_promise for statement in statements):
        return Made.PROMISED
    return Made.WITHHELD if statements else Made.ABSENT


def _statement(statement: frozen.Statement, register: Register) -> Statement:
    words = statement.words
    html = rendering.prose(words, register, get_language() or settings.LANGUAGE_CODE)
    return Statement(
        key=statement.key,
        text=notice.TABLE.sub("", in_language(words)).strip(),
        html=html.replace("<h2>", "<h3>").replace("</h2>", "</h3>"),  # the heading above is the promise
        is_promise=statement.is_promise,
    )


def _nights(now: datetime) -> dict[str, dict[date, str]]:
    """Return the worst verdict of each day, by promise."""
    by_promise: dict[str, dict[date, str]] = {}
    rows = PromiseVerdict.objects.filter(checked_at__gt=now - timedelta(days=NIGHTS + 1), checked_at__lte=now)
    for name, kind, at in rows.order_by().values_list("promise", "kind", "checked_at"):
        days = by_promise.setdefault(name, {})
        day = local_date(at)
        days[day] = min(days.get(day, kind), kind, key=lambda named: _WORST_FIRST.index(VerdictKind(named)))
    return by_promise


def tests_by_promise() -> dict[str, list[str]]:
    """Return the tests of each promise, from the law map that ships with the site."""
    return _read(Path(privacy_settings().law_map_file))


@cache
def _read(path: Path) -> dict[str, list[str]]:
    if not path.exists():
        return {}
    return {name: entry["tests"] for name, entry in json.loads(path.read_text(encoding="utf-8")).items()}


def as_json(standings: Iterable[Standing], now: datetime) -> dict[str, Any]:
    """Return the page as plain data for JSON."""
    snapshot = in_force.current()
    return {
        "schema": "proviso-promises/1",
        "made_at": now.isoformat(),
        "controller": plain(snapshot.register.controller) if snapshot else {},
        "revision": {"number": snapshot.number, "sha256": snapshot.sha256} if snapshot else None,
        "promises": [
            _as_json(standing) for standing in sorted(standings, key=lambda standing: catalogue.number(standing.id))
        ],
    }


def _as_json(standing: Standing) -> dict[str, Any]:
    verdict, answer = standing.verdict, standing.answer
    return {
        "id": standing.id,
        "text": standing.text,
        "law": list(standing.law),
        "made": str(standing.made),
        "statements": [{"key": statement.key, "text": statement.text} for statement in standing.statements],
        "check": standing.looks_at,
        "no_check_because": standing.reason,
        "verdict": verdict
        and {
            "kind": verdict.kind,
            "figure": verdict.figure_here(),
            "reason": verdict.reason_here(),
            "checked_at": verdict.checked_at.isoformat(),
        },
        "history": {night.day.isoformat(): night.kind for night in standing.nights if night.kind},
        "answer": answer
        and {
            "by": answer.answered_by.get_full_name() or answer.answered_by.get_username(),
            "given_on": answer.given_on.isoformat(),
            "until": answer.until.isoformat(),
            "note": answer.note,
        },
        "tests": standing.tests,
    }
