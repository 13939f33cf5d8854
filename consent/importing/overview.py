"""Find the flaws of the tables of cookies as a whole, and of the text around them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.utils.functional import Promise

from consent.importing import problems
from consent.importing.document import Column, Document
from consent.importing.entries import Entry
from consent.importing.findings import ImportFinding
from consent.importing.judging import CONSENT, anonymous_word
from consent.importing.problems import ProblemKind
from consent.importing.vendors import Directory
from consent.services import known
from consent.services.enums import Category

TABLE = "cookie table"
_COLUMNS = {
    Column.DOMAIN: problems.NO_DOMAIN,
    Column.PARTY: problems.NO_PARTY,
    Column.KIND: problems.NO_KIND,
    Column.DATA: problems.NO_DATA,
    Column.COUNTRY: problems.NO_COUNTRY,
    Column.BASIS: problems.NO_BASIS,
    Column.NOTICE: problems.NO_NOTICE,
}
_USES = {
    Category.ANALYTICS: re.compile(r"analy|statisti|måle|måling|measur", re.IGNORECASE),
    Category.MARKETING: re.compile(r"markedsf|marknadsf|annons|reklame|advert|marketing|retarget", re.IGNORECASE),
}
_IDENTIFIES = re.compile(r"identifi|gjenkjenn|kjenne\w* igjen|kjenner deg|recogni|profil", re.IGNORECASE)
_REQUESTS = re.compile(
    r"pi(?:ks|x)el|web ?beacon|sporingsbilde|local ?storage|lokal lagring|fingerprint", re.IGNORECASE
)
_SKIP = re.compile(
    r"^(skip to [\w ]{3,30}|jump to [\w ]{3,30}|(?:hopp|gå) til [\w ]{3,30})$", re.IGNORECASE | re.MULTILINE
)
_FIRST_LETTERS = 300


def judge_policy(
    document: Document, entries: Sequence[Entry], *, own: Collection[str], directory: Directory
) -> list[ImportFinding]:
    """Return the flaws of the policy as a whole; ``own`` are the names that the site itself stores."""
    findings = [*_columns(document), *_absent(entries, own), *_anonymous(entries)]
    if document.has_words():
        findings += [*_words(document, entries), *_roles(document, entries, directory)]
    return findings


def _finding(problem: ProblemKind, about: str = TABLE, subject: str = "", **values: Any) -> ImportFinding:
    return ImportFinding(problem=problem, about=about, subject=subject, values=values)


def _columns(document: Document) -> Iterator[ImportFinding]:
    for column, problem in _COLUMNS.items():
        if not any(column in table.columns for table in document.tables):
            yield _finding(problem)


def _absent(entries: Sequence[Entry], own: Collection[str]) -> Iterator[ImportFinding]:
    named = {name for entry in entries for name in (entry.name, entry.pattern)}
    if missing := sorted(set(own) - named):
        yield _finding(problems.OWN_ABSENT, names=", ".join(missing))
    used = {entry.known.service.key for entry in entries if entry.known}
    absent: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in known.items():
        if item.service.key in used and item.name not in named and not (item.optional or item.legacy):
            absent[item.service.key, item.service.name].append(item.name)
    for (key, name), names in sorted(absent.items()):
        yield _finding(problems.COMPANIONS_ABSENT, subject=key, service=name, names=", ".join(sorted(names)))


def _anonymous(entries: Sequence[Entry]) -> Iterator[ImportFinding]:
    words = [
        word for entry in entries if entry.known and entry.known.tracker and (word := anonymous_word(entry.purpose))
    ]
    if len(words) > 1:
        yield _finding(problems.ANONYMOUS_ROWS, word=words[0], count=len(words))


def _words(document: Document, entries: Sequence[Entry]) -> Iterator[ImportFinding]:
    text = document.about_cookies()
    for category, words in _USES.items():
        names = [entry.name for entry in entries if entry.category is category]
        if names and not words.search(text):
            yield _use(problems.USES_OMIT, category.value, names, use=category.label)
    people = [entry.name for entry in entries if entry.known and entry.known.names_people]
    if people and not _IDENTIFIES.search(text):
        yield _use(problems.USES_OMIT_IDENTIFICATION, "identification", people)
    if any(entry.category is not Category.NECESSARY for entry in entries) and not CONSENT.search(text):
        yield _finding(problems.NO_CONSENT, "Cookies")
    if not _REQUESTS.search(document.text):
        yield _finding(problems.REQUESTS_ABSENT)
    if (skip := _SKIP.search(document.text[:_FIRST_LETTERS])) and _is_english(skip[0]) != (document.language == "en"):
        yield _finding(problems.SKIP_LINK, "page", words=skip[0])


def _use(problem: ProblemKind, subject: str, names: Sequence[str], **values: str | Promise) -> ImportFinding:
    return _finding(problem, "Cookies", subject, names=", ".join(dict.fromkeys(names)), **values)


def _roles(document: Document, entries: Sequence[Entry], directory: Directory) -> Iterator[ImportFinding]:
    """Yield a finding for each independent controller that the policy names only in the table."""
    used = {entry.vendor_key for entry in entries}
    for vendor in known.vendors():
        if vendor.decides and vendor.key in used and vendor.name.casefold() not in document.text.casefold():
            name = directory.names.get(vendor.key, vendor.name)
            yield _finding(problems.ROLE_UNSAID, name, vendor.key, vendor=name)


def _is_english(skip_link: str) -> bool:
    return skip_link.casefold().startswith(("skip", "jump"))
