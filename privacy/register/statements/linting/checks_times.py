"""Check of durations in passages against retention rules and legal deadlines."""

import re
from collections.abc import Iterator

from privacy.law.durations import Duration, durations_in
from privacy.register.statements.linting.findings import Found, finds
from privacy.register.statements.linting.reading import Passage, Reading
from privacy.register.statements.linting.rules import Wanted, words

_SENTENCE = re.compile(r"[.!?:]\s|\n")
_KEEPING = words("keeping")
_ANSWERING = words("answering")
_BREACH = words("breach")
_ANSWERED_BY_PEOPLE = "P41"
# Art. 12(3): one month, two more with reasons, three in all. Art. 33(1): 72 hours.
_ANSWER_CLOCK = {Duration(months=1), Duration(months=2), Duration(months=3)}
_BREACH_CLOCK = {Duration.of(72, "hour")}


@finds("R-5-1-a")
def times_that_nothing_holds(reading: Reading) -> Iterator[Found]:
    """Report times for erasure, answers or breach notices that no retention rule or legal deadline has."""
    rules = {row.key: row.lengths for row in reading.register.retention_rules}
    for passage in reading.passages:
        for sentence in _SENTENCE.split(passage.source):
            for wanted, allowed in _clocks(passage, rules):
                is_about = wanted.found_in(sentence, passage.language)
                if is_about and durations_in(sentence, passage.language) - allowed:
                    yield Found(detail=f"«{' '.join(sentence.split())}»", statement=passage.key)


def _clocks(passage: Passage, rules: dict[str, set[Duration]]) -> Iterator[tuple[Wanted, set[Duration]]]:
    """Yield each subject of a sentence, as a pattern, with the durations that are allowed for it."""
    named = [name.partition("/") for name in passage.statement.rows]
    own = [key for kind, _slash, key in named if kind == "retention_rules"]
    yield _KEEPING, {length for key in own or rules for length in rules.get(key, ())}
    if not (passage.is_checked and _ANSWERED_BY_PEOPLE in passage.statement.promises):
        yield _ANSWERING, _ANSWER_CLOCK
    yield _BREACH, _BREACH_CLOCK
