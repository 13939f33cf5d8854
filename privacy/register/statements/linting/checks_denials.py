"""Checks for denials in passages that rows of the register contradict."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from privacy.law.durations import numbers_in
from privacy.register.statements.linting.checks_cookies import items
from privacy.register.statements.linting.findings import Found, finds
from privacy.register.statements.linting.reading import Reading
from privacy.register.statements.linting.rules import Wanted, words

_SENTENCE = re.compile(r"[.!?]\s|\n")
# A sentence with a condition, such as “not before you have consented”, is no denial.
_UNLESS = words("unless")
_NEVER_SHARED = words("never-shared")
_COMPANIES = words("companies")
_ALL_INSIDE = words("all-inside")
_NO_STORAGE = words("no-storage")


@finds("G-05")
def sharing_is_denied(reading: Reading) -> Iterator[Found]:
    """Report claims that nothing is shared, if the register has an active recipient."""
    if any(not vendor.is_halted for vendor in reading.register.vendors):
        yield from _denials(reading, _NEVER_SHARED)


@finds("G-05")
def recipients_are_counted(reading: Reading) -> Iterator[Found]:
    """Report numbers of recipients that differ from the register, counted with or without sub-processors."""
    rows = reading.register.vendors
    counts = {len(rows), sum(not row.engaged_by for row in rows)}
    for passage in reading.passages:
        for sentence in _SENTENCE.split(passage.source):
            match = _COMPANIES.found_in(sentence, passage.language)
            said = numbers_in(match[0], passage.language) if match else None
            if match and said and not said & counts:
                yield Found(detail=_said_and_counted(match[0], len(rows)), statement=passage.key)


@finds("G-06")
def transfers_are_denied(reading: Reading) -> Iterator[Found]:
    """Report claims that no data leaves the EEA, if an active recipient is outside it."""
    if any(vendor.is_outside_eea and not vendor.is_halted for vendor in reading.register.vendors):
        yield from _denials(reading, _ALL_INSIDE)


@finds("G-20")
def storage_is_denied(reading: Reading) -> Iterator[Found]:
    """Report claims that the site sets no cookies, if the register has stored items."""
    if reading.register.own_items or any(items(reading)):
        yield from _denials(reading, _NO_STORAGE)


def _said_and_counted(words_said: str, count: int) -> str:
    return _("“%(words)s”, the register has %(count)d") % {"words": " ".join(words_said.split()), "count": count}


def _denials(reading: Reading, wanted: Wanted) -> Iterator[Found]:
    for passage in reading.passages:
        for sentence in _SENTENCE.split(passage.source):
            match = wanted.found_in(sentence, passage.language)
            if match and not _UNLESS.found_in(sentence, passage.language):
                yield Found(detail=f"«{' '.join(match[0].split())}»", statement=passage.key)
