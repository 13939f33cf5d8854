"""The journal's head at the end of each day: signed, and kept where whoever owns this database has no hand."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from privacy.erasure import restore_guard
from privacy.erasure.errors import LedgerBroken
from privacy.journal import operations as journal
from privacy.journal import queries
from privacy.journal.operations import JournalFault, SignedEntry
from privacy.law.deadlines import end_of, local_date
from privacy.signed_heads import signing
from privacy.signed_heads.errors import AlreadyThere
from privacy.signed_heads.head_storage import HeadStorage, head_storages
from privacy.signed_heads.models import JournalHead, head_name

logger = logging.getLogger(__name__)

STREAM = "journal"
MOST_AT_ONCE = 366  # days that one run catches up on
_PATIENCE, _LONGEST = timedelta(minutes=5), timedelta(hours=6)
_MOST_ABSENT = 31  # days without a file after which a place that cannot list is read to its end


def sign_due(*, now: datetime) -> list[JournalHead]:
    """Sign every day that is over and has no head, missed ones too, the oldest first; raises ``NoJournalKey``."""
    journal.seal_sources(now=now)
    yesterday = local_date(now) - timedelta(days=1)
    last = JournalHead.objects.aggregate(last=Max("day"))["last"]
    day = max(last + timedelta(days=1), yesterday - timedelta(days=MOST_AT_ONCE - 1)) if last else yesterday
    signed = []
    while day <= yesterday:
        signed.append(_sign(day, now))
        day += timedelta(days=1)
    return signed


def _sign(day: date, now: datetime) -> JournalHead:
    """Sign one day. What two at once sign, the first keeps."""
    before = JournalHead.objects.filter(day__lt=day).order_by("-day").first()
    document = {
        "before": [before.file_name, file_hash(before.text.encode())] if before else [],
        "day": day.isoformat(),
        "key": signing.public_key(),
        "ledger": _end_of_ledger(),
        "signed_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "streams": queries.last_entries(end_of(day)),
    }
    text = signing.canonical({"head": document, "signature": signing.sign(document)}).decode() + "\n"
    with transaction.atomic():
        head, is_new = JournalHead.objects.get_or_create(day=day, defaults={"text": text, "due_at": now})
        if is_new:
            facts: journal.Facts = {"day": day, "sha256": file_hash(text.encode())}
            journal.append(stream=STREAM, event="journal.signed", facts=facts, now=now)
    return head


def _end_of_ledger() -> list[int | str]:
    """Return the ledger's last line and its hash, so that it cannot be shortened or written anew either."""
    try:
        end = restore_guard.furthest_end()
    except (LedgerBroken, OSError):
        return []
    return [end.number, end.hash]


def adopt_heads(*, now: datetime) -> int:
    """Take back, after a restore, the heads that were signed since the backup and lie elsewhere; return how many."""
    adopted = 0
    for place in head_storages():
        try:
            heads = [head for head in heads_in(place, local_date(now)) if head.document]
        except OSError as error:
            logger.warning("heads not taken back: %s", type(error).__name__)
            continue
        for head in heads:
            kept = {"text": head.content.decode(), "due_at": now, "placed_at": now}
            _head, is_new = JournalHead.objects.get_or_create(day=head.document["day"], defaults=kept)
            adopted += is_new
    return adopted


def place_due(*, now: datetime) -> int:
    """Put every head that waits into every place; return how many are in all of them now. A failure is tried again."""
    places, placed = head_storages(), 0
    if not places:
        return 0
    for day in JournalHead.objects.due(now).order_by("day").values_list("day", flat=True):
        with transaction.atomic():
            head = JournalHead.objects.due(now).select_for_update(skip_locked=True).filter(day=day).first()
            if head is not None:
                placed += _place(head, places, now)
    return placed


def _place(head: JournalHead, places: list[HeadStorage], now: datetime) -> bool:
    errors = []
    for place in places:
        try:
            place.put(head.file_name, head.text.encode())
        except (OSError, AlreadyThere, ValueError) as error:
            logger.warning("head %s not placed: %s", head.day, type(error).__name__)
            errors.append(f"{place.label[:150]}: {type(error).__name__}")
    head.attempts += 1
    head.last_error = "; ".join(errors)[:200]
    if errors:
        head.due_at = now + min(_PATIENCE * 2 ** min(head.attempts - 1, 10), _LONGEST)
    else:
        head.placed_at = now
    head.save()
    return not errors


def file_hash(content: bytes) -> str:
    """Return the hash by which the next head names a file."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class SignedHead:
    """A file that was found, and what it says; ``document`` is empty where no key of ours signed it."""

    name: str
    content: bytes
    document: dict[str, Any]

    @property
    def sha256(self) -> str:
        return file_hash(self.content)

    @property
    def pledges(self) -> Iterator[SignedEntry]:
        for stream, seq, value in self.document.get("streams", []):
            yield SignedEntry(
                stream=stream, seq=seq, hash=value, day=self.document["day"], signed_at=self.document["signed_at"]
            )


def stored_heads() -> Iterator[SignedHead]:
    """Yield the heads that this database keeps."""
    for head in JournalHead.objects.order_by("day").iterator():
        yield read_head(head.file_name, head.text.encode())


def heads_in(place: HeadStorage, today: date) -> Iterator[SignedHead]:
    """Yield the heads of a place, in the order of their days. Raises ``OSError`` where it cannot be read."""
    heads, absent = list[SignedHead](), 0
    for name in place.names(head_name((today - timedelta(days=back)).isoformat()) for back in range(100_000)):
        content = place.get(name)
        absent = 0 if content is not None else absent + 1
        if content is not None:
            heads.append(read_head(name, content))
        elif absent > _MOST_ABSENT:
            break
    yield from sorted(heads, key=lambda head: head.name)


def read_head(name: str, content: bytes) -> SignedHead:
    """Read a file and believe it only if a key of ours signed it and it is the one for this name."""
    document: dict[str, Any] = {}
    try:
        written = json.loads(content)
        if signing.is_signed(written["head"], written["signature"]) and head_name(written["head"]["day"]) == name:
            document = written["head"]
    except (ValueError, TypeError, KeyError):
        pass
    return SignedHead(name=name, content=content, document=document)


def head_faults(heads: list[SignedHead], where: str | Promise) -> Iterator[JournalFault]:
    """Yield each head that nobody signed, that is gone, or that is not the one that the next names."""
    known = {head.name: head for head in heads}
    for head in heads:
        if not head.document:
            text = gettext_noop("forged: not signed by a key of ours (%(where)s)")
            yield JournalFault(stream=head.name, seq=0, text=text, values={"where": where})
        elif before := head.document["before"]:
            name, sha256 = before
            if name not in known:
                text = gettext_noop("missing: %(head)s names it (%(where)s)")
                yield JournalFault(stream=name, seq=0, text=text, values={"head": head.name, "where": where})
            elif known[name].sha256 != sha256:
                text = gettext_noop("replaced: not the one that %(head)s names (%(where)s)")
                yield JournalFault(stream=name, seq=0, text=text, values={"head": head.name, "where": where})
