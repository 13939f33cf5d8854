"""Import the table of cookies of an existing policy into the draft register, not into the one in force."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from consent.importing import judging, overview, reasons
from consent.importing.document import Document, SkippedRow
from consent.importing.entries import Entry, read_entries
from consent.importing.findings import ImportFinding
from consent.importing.judging import PolicyContext
from consent.importing.reading import read_policy
from consent.importing.recipients import next_order, service_of
from consent.importing.results import ImportedRow, ImportResult, Outcome
from consent.importing.vendors import Directory
from consent.services import own_cookies
from consent.services.enums import Category, Party, StorageKind
from consent.services.models import StorageItem
from privacy.conf import privacy_settings
from privacy.law.lifetimes import is_same_lifetime
from privacy.recipients.models import Vendor
from privacy.register.purposes.models import Controller
from privacy.register.statements.models import KnownDefect


@transaction.atomic
def import_policy(*, data: bytes, encoding: str = "", is_dry_run: bool = False) -> ImportResult:
    """Add the rows of a policy's tables to the draft register and record their flaws as known defects.

    In an existing row only empty fields are filled; a second import adds nothing. Rows that cannot be taken are listed
    in the result, and the others are taken all the same. A dry run does the same and rolls it back. Raises
    ``UnreadablePolicy`` if there is no table of cookies in the file.
    """
    directory = _directory()
    document = read_policy(data, vendors=directory.known_names(), encoding=encoding)
    language = document.language if document.language in dict(settings.LANGUAGES) else ""
    if not language:
        # Texts can be judged only in a language of the site.
        document = replace(document, text="")
    reading = read_entries(document, directory)
    entries, skipped = reading.taken, reading.skipped
    by_entry = _judge_rows(document, entries, directory, is_foreign=not language)
    own = own_cookies.own_cookie_names() | set(StorageItem.objects.own().values_list("name", flat=True))
    whole = overview.judge_policy(document, entries, own=own, directory=directory)
    rows: list[ImportedRow] = []
    for entry, findings in zip(entries, by_entry, strict=True):
        try:
            with transaction.atomic():
                outcome = _store(entry, language)
        except ValidationError as error:
            detail = " ".join(error.messages)
            skipped.append(SkippedRow(line=entry.line, text=entry.name, reason=reasons.REFUSED, detail=detail))
        else:
            rows.append(ImportedRow(entry=entry, findings=tuple(findings), outcome=outcome))
    added = _record(finding for findings in (*(row.findings for row in rows), whole) for finding in findings)
    transaction.set_rollback(is_dry_run)
    return ImportResult(
        language=document.language, rows=tuple(rows), skipped=tuple(skipped), findings=tuple(whole), defects_added=added
    )


def _directory() -> Directory:
    """Collect the vendors that a policy can mean; the register's spelling has precedence."""
    directory = Directory()
    for vendor in Vendor.objects.all():
        directory.add(
            vendor.key, vendor.name, [vendor.legal_entity, *(service.name for service in vendor.services.all())]
        )
    directory.add_known()
    directory.add_own(
        *Controller.objects.values_list("name", flat=True), urlsplit(privacy_settings().base_url).hostname or ""
    )
    return directory


def _judge_rows(
    document: Document, entries: list[Entry], directory: Directory, *, is_foreign: bool
) -> list[list[ImportFinding]]:
    context = PolicyContext(directory=directory, is_foreign=is_foreign)
    if document.has_words():
        context = PolicyContext(directory=directory, on_cookies=document.about_cookies(), text=document.text)
    seen: set[tuple[str, str]] = set()
    judged = []
    for entry in entries:
        findings = judging.judge_entry(entry, context)
        if (entry.name, entry.domain) in seen:
            findings.append(judging.repeated(entry))
        seen.add((entry.name, entry.domain))
        judged.append(findings)
    return judged


def _store(entry: Entry, language: str) -> Outcome:
    """Create the row's storage item in the draft, or fill the empty fields of the existing item."""
    values = _values(entry, language)
    items = StorageItem.objects.filter(kind=entry.kind or StorageKind.COOKIE, name__in={entry.name, entry.pattern})
    item = items.filter(domain=values["domain"]).first() or items.first()
    if item is not None:
        return _fill(item, values)
    item = StorageItem(
        service=service_of(entry),
        kind=entry.kind or StorageKind.COOKIE,
        name=entry.pattern,
        category=entry.category,
        party=entry.party or (Party.THIRD if values["domain"] else Party.FIRST),
        order=next_order(StorageItem),
        **values,
    )
    if entry.known:
        item.deletable_by = entry.known.deletable_by
    if item.category == Category.NECESSARY:
        item.justification = nobody_said_why()
    # A text that lacks a language is no fault of the file; the draft cannot be published with it.
    item.clean_fields(exclude={"description", "justification"})
    item.clean()
    item.validate_constraints()
    item.save()
    return Outcome.ADDED


def _values(entry: Entry, language: str) -> dict[str, Any]:
    """Return the fields of a storage item from the row and from the known item of that name."""
    item, given = entry.known, entry.reading.seconds
    documented = item.lifetime if item else None
    differs = given is not None and documented is not None and not is_same_lifetime(given, documented)
    is_third = entry.party is Party.THIRD or (entry.party is None and entry.domain and not _is_ours(entry.domain))
    return {
        "domain": (item.domain if item and item.domain else entry.domain) if is_third else "",
        "lifetime_seconds": documented if given is None else given,
        "documented_seconds": documented if differs else None,
        "description": {language: entry.purpose} if entry.purpose and language else {},
        "source_url": item.source if item else "",
        "verified_on": item.verified_on if item and not differs else None,
        "is_in_published_policy": True,
        "published_name": entry.name if entry.name != entry.pattern else "",
        "published_lifetime": entry.lifetime_text[:40],
    }


def _is_ours(domain: str) -> bool:
    own = urlsplit(privacy_settings().base_url).hostname or ""
    return domain == own or own.endswith(f".{domain}")


def _fill(item: StorageItem, values: dict[str, Any]) -> Outcome:
    # Staff enter who verified a row and when, and what the vendor documents beside a lifetime of theirs.
    excluded = {"domain", "verified_on"} | ({"documented_seconds"} if item.lifetime_seconds is not None else set())
    changed = [
        name
        for name, value in values.items()
        if name not in excluded and _is_empty(getattr(item, name)) and not _is_empty(value)
    ]
    for name in changed:
        setattr(item, name, values[name])
    if not changed:
        return Outcome.KEPT
    item.save(update_fields=changed)
    return Outcome.FILLED


def _is_empty(value: object) -> bool:
    """Tell whether a field is empty. A lifetime of 0 is not: the item ends with the session."""
    return value is None or value is False or value in ("", {})


def _record(findings: Iterable[ImportFinding]) -> int:
    """Create the missing known defects of the findings; return how many."""
    added = 0
    for finding in judging.unique(findings):
        texts = {
            "about": finding.about[:80], "reference": finding.problem.reference,
            "text": _in_every_language(partial(getattr, finding, "text")),
            "remedy": _in_every_language(partial(getattr, finding, "remedy")),
            "order": next_order(KnownDefect),
        }  # fmt: skip
        added += KnownDefect.objects.get_or_create(key=finding.key, defaults=texts)[1]
    return added


def nobody_said_why() -> dict[str, str]:
    """Return what stands as the reason of a necessary item until somebody gives one."""
    return _in_every_language(lambda: _("The policy of before calls it necessary; nobody has said why yet."))


def _in_every_language(say: Callable[[], str]) -> dict[str, str]:
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = say()
    return texts
