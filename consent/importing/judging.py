"""Find the flaws of a row by comparing it with the known cookies of that name."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from consent.importing import problems
from consent.importing.entries import Entry
from consent.importing.findings import DayInWords, ImportFinding, LifetimesInWords
from consent.importing.problems import ProblemKind
from consent.importing.vendors import Directory, Spelling
from consent.services import retired
from consent.services.enums import Category, Party
from privacy.law.lifetimes import LifetimeFlaw, is_same_lifetime

ANONYMOUS = re.compile(r"\b(anonym\w*|(?:non|not|ikke|ikkje)[- ](?:personal|personlig|personleg)\w*)", re.IGNORECASE)
CONSENT = re.compile(
    r"samtykk|godta|godkjenn|tillat|avslå|consent|accept|agree|opt[- ]in|decline|reject|withdraw|trekk\w* tilbake",
    re.IGNORECASE,
)
_ADVERTISING = re.compile(r"annons|reklame|advert|retarget", re.IGNORECASE)
_RENEWED = re.compile(
    r"inaktiv|inactiv|forny|renew|utvid|extend|siste (?:besøk|aktivitet|side)|last (?:visit|activity|page)|sliding",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"tryg\w* trafikk|trusted (?:web )?traffic|^(?:web ?)?(?:analyse|analytics|statistikk|statistics|markedsføring|"
    r"marketing|sporing|tracking|funksjonalitet|functionality|diverse|various|annet|other)\.?$|"
    r"(?:forbedre|improve)\w* (?:the |your |din )?(?:bruker|user )?(?:opplevelse|experience)\w*\.?$|"
    r"^(?:brukes av|used by) \S+\.?$",
    re.IGNORECASE,
)


_LIFETIME_PROBLEMS = {
    LifetimeFlaw.UNKNOWN: problems.LIFETIME_UNKNOWN,
    LifetimeFlaw.ENDLESS: problems.LIFETIME_ENDLESS,
    LifetimeFlaw.SEVERAL: problems.LIFETIME_SEVERAL,
    LifetimeFlaw.FIXED_END: problems.LIFETIME_FIXED,
}


@dataclass(frozen=True, kw_only=True)
class PolicyContext:
    """The policy's text outside its tables, empty if there is none, and the part of it about cookies.

    ``is_foreign`` if it is in none of the site's languages.
    """

    directory: Directory
    on_cookies: str = ""
    text: str = ""
    is_foreign: bool = False


def judge_entry(entry: Entry, context: PolicyContext) -> list[ImportFinding]:
    """Return the flaws of a row."""
    findings: list[ImportFinding] = []

    def add(problem: ProblemKind, *, about: str = entry.name, subject: str = entry.name, **values: Any) -> None:
        findings.append(ImportFinding(problem=problem, about=about, subject=subject, line=entry.line, values=values))

    for check in (_lifetime, _name, _category, _purpose, _vendor, _domain):
        check(entry, context, add)
    return findings


def anonymous_word(text: str) -> str:
    """Return the word of a text that claims anonymity, or an empty text."""
    match = ANONYMOUS.search(text)
    return match[0] if match else ""


def _lifetime(entry: Entry, _context: PolicyContext, add: Callable[..., None]) -> None:
    item, reading, written = entry.known, entry.reading, entry.lifetime_text
    documented = item.lifetime if item else None
    if reading.flaw is LifetimeFlaw.MISSING:
        if documented is None:
            add(problems.LIFETIME_MISSING)
        else:
            add(problems.LIFETIME_MISSING_DOCUMENTED, documented=LifetimesInWords(documented))
    elif reading.flaw in _LIFETIME_PROBLEMS:
        add(_LIFETIME_PROBLEMS[reading.flaw], written=written)
    elif reading.flaw is LifetimeFlaw.MISSPELT:
        add(problems.MISSPELT_UNIT, written=written, read=LifetimesInWords(reading.seconds or 0))
    if reading.seconds is not None and documented is not None and not is_same_lifetime(reading.seconds, documented):
        add(problems.LIFETIME_DIFFERS, given=LifetimesInWords(reading.seconds), documented=LifetimesInWords(documented))
    elif item and item.earlier:
        add(problems.LIFETIME_DISPUTED, others=LifetimesInWords(*item.earlier))
    if item and item.slides and not _RENEWED.search(f"{written} {entry.purpose}"):
        add(problems.SLIDING_UNSAID)


def _name(entry: Entry, _context: PolicyContext, add: Callable[..., None]) -> None:
    if gone := retired.find(entry.name):
        add(problems.RETIRED_NAME, vendor=gone.vendor, day=DayInWords(gone.on), source=gone.source)
    elif entry.known and entry.known.legacy:
        add(problems.LEGACY_NAME)
    if entry.known is None:
        return
    if entry.known.is_pattern and "*" not in entry.name:
        add(problems.NEEDS_PATTERN, pattern=entry.pattern)


def _category(entry: Entry, context: PolicyContext, add: Callable[..., None]) -> None:
    item, claimed = entry.known, entry.claimed
    if claimed is None:
        missing = not entry.category_text.strip("-–—")
        problem = problems.CATEGORY_MISSING if missing else problems.CATEGORY_UNKNOWN
        add(problem, given=entry.category_text, kept=entry.category.label)
    elif item and item.tracker and claimed is Category.NECESSARY:
        add(problems.TRACKER_NECESSARY, known=item.category.label)
    elif item and item.also and claimed not in item.also:
        also = ", ".join(str(category.label) for category in item.also)
        problem = problems.CATEGORY_NARROW_PEOPLE if item.names_people else problems.CATEGORY_NARROW
        add(problem, given=entry.category_text, also=also)
    elif item and claimed not in (item.category, *item.also):
        add(problems.CATEGORY_WRONG, given=entry.category_text, known=item.category.label)
    if item is None and claimed is Category.NECESSARY:
        add(problems.NECESSITY_UNJUSTIFIED)
    if claimed not in (None, Category.NECESSARY) and context.on_cookies and not CONSENT.search(context.on_cookies):
        add(problems.CONSENT_UNSAID)
    if item and item.answer:
        add(problems.CONSENT_TOOL)


def _purpose(entry: Entry, context: PolicyContext, add: Callable[..., None]) -> None:
    if not entry.purpose.strip("-–—. "):
        add(problems.PURPOSE_MISSING)
    elif context.is_foreign:
        add(problems.PURPOSE_FOREIGN, purpose=entry.purpose)
    elif _VAGUE.search(entry.purpose):
        add(problems.PURPOSE_VAGUE, purpose=entry.purpose)
    if (word := anonymous_word(entry.purpose)) and entry.known and entry.known.tracker:
        add(problems.NOT_ANONYMOUS_ID if entry.known.identifier else problems.NOT_ANONYMOUS, word=word)
    is_advertising = entry.known and entry.known.tracker and entry.known.category is Category.MARKETING
    if is_advertising and context.text and not _ADVERTISING.search(context.text):
        add(problems.PURPOSE_ABSENT)


def _vendor(entry: Entry, context: PolicyContext, add: Callable[..., None]) -> None:
    vendor, written = entry.vendor, entry.vendor_text
    if vendor.spelling is Spelling.MISSING:
        add(problems.VENDOR_MISSING)
    elif vendor.spelling is Spelling.UNKNOWN:
        add(problems.VENDOR_UNKNOWN, about=written, subject=written, vendor=written)
    elif vendor.spelling is Spelling.WRONG:
        add(problems.VENDOR_MISSPELT, about=written, subject=written, name=vendor.name, written=written)
    if entry.known and vendor.spelling is not Spelling.MISSING and vendor.key != entry.known.service.vendor:
        add(problems.VENDOR_WRONG, name=context.directory.names[entry.known.service.vendor], written=written)


def _domain(entry: Entry, context: PolicyContext, add: Callable[..., None]) -> None:
    item = entry.known
    if item is None:
        return
    if item.party is Party.THIRD and not (entry.domain and item.domain.strip(".") in entry.domain):
        add(problems.THIRD_PARTY_UNSAID, domain=item.domain, vendor=context.directory.names[item.service.vendor])
    if item.edge and not entry.domain:
        add(problems.HOST_UNSAID)


def repeated(entry: Entry) -> ImportFinding:
    """Return the flaw of a row that repeats another row."""
    return ImportFinding(problem=problems.ROW_TWICE, about=entry.name, subject=entry.name, line=entry.line)


def unique(findings: Iterable[ImportFinding]) -> Iterator[ImportFinding]:
    """Yield the first finding of each key, in their order."""
    seen: set[str] = set()
    for finding in findings:
        if finding.key not in seen:
            seen.add(finding.key)
            yield finding
