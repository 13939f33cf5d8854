"""Checks for denials in passages that rows of the register contradict."""

import re
from collections.abc import Iterator

from privacy.law.durations import numbers_in
from privacy.statements.linting.checks_cookies import items
from privacy.statements.linting.findings import Found, finds
from privacy.statements.linting.reading import Reading
from privacy.statements.linting.rules import Wanted, words

_SENTENCE = re.compile(r"[.!?]\s|\n")
# A sentence with a condition, such as “not before you have consented”, is no denial.
_UNLESS = words(
    no=r"\b(før|unntatt|unnateke|bortsett|uten|utan|med mindre|hvis|dersom|viss|når|enn|til noe annet|til anna)\b",
    en=r"\b(before|unless|except|until|without|other than|if|when|than|for anything else)\b",
)
_NEVER_SHARED = words(
    no=(
        r"\b(deler|gir|gjev|overfører|utleverer)\b[^.]{0,40}\b(aldri|ikke|ikkje|ingen)\b"
        r"[^.]{0,60}\b(andre|noen|nokon|tredjepart\w*|utenforstående)\b|"
        r"\b(aldri|ingen|ingenting)\b[^.]{0,40}\b(deler|gir|gjev|delt)\b|"
        r"\bingen andre (får|enn oss)|\bingen mottak"
    ),
    en=(
        r"\b(never|do not|don't)\s+(share|give|disclose|pass on|transfer)\b|"
        r"\bshare\w*\b[^.]{0,30}\bwith (nobody|no one)\b|"
        r"\bno(body| one) else (gets|receives)|\bno recipients?\b"
    ),
)
_COMPANIES = words(
    no=(
        r"\b[\wæøå]+\s+(andre |ulike |utvalgte |utvalde )?"
        r"(selskap\w*|mottaker\w*|mottakar\w*|leverandør\w*|databehandler\w*)"
    ),
    en=r"\b\w+\s+(other |different |selected )?(compan(y|ies)|recipients?|suppliers?|vendors?|processors?)\b",
)
_ALL_INSIDE = words(
    no=(
        r"\b(alt|alle opplysning\w*|all data)\b[^.]{0,50}\b(i Norge|i Noreg|i EØS|innenfor EØS|innanfor EØS)\b|"
        r"\b(aldri|ikke|ikkje|ingen\w*)\b[^.]{0,60}\b(ut av|utenfor|utanfor) (EØS|Norge|Noreg|Europa)\b|"
        r"\b(forlater|forlèt) (aldri|ikke|ikkje)\b"
    ),
    en=(
        r"\b(all|everything)\b[^.]{0,50}\b(in Norway|(in|inside|within) the EEA)\b|"
        r"\b(never|not|nothing|no data)\b[^.]{0,60}\b(leaves?|outside|out of) (the EEA|Norway|Europe)\b"
    ),
)
_NO_STORAGE = words(
    no=r"\b(vi|nettsiden|nettsida|nettstedet|nettstaden) (bruker|brukar|setter|set|lagrer|lagrar) (ingen|ikke|ikkje) "
    r"(informasjonskaps|cookie)",
    en=r"\b(we|the (web)?site) (use|set|store)s? no cookies|\b(we|the (web)?site) (do|does) not (use|set) cookies",
)


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
                yield Found(detail=f"«{' '.join(match[0].split())}», registeret har {len(rows)}", statement=passage.key)


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


def _denials(reading: Reading, wanted: Wanted) -> Iterator[Found]:
    for passage in reading.passages:
        for sentence in _SENTENCE.split(passage.source):
            match = wanted.found_in(sentence, passage.language)
            if match and not _UNLESS.found_in(sentence, passage.language):
                yield Found(detail=f"«{' '.join(match[0].split())}»", statement=passage.key)
