"""Writing the rows of a list: many people in few statements, each with its own entry in the journal."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import translation

from newsletter.conf import newsletter_settings
from newsletter.imports.enums import WRITTEN, Fate
from newsletter.imports.models import ImportedConsent, ListImport
from newsletter.imports.planning import PlannedRow
from newsletter.imports.queries import known_among
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.locks import lock_addresses
from newsletter.subscriptions.models import ConsentText, PendingSignUp, Subscription
from newsletter.subscriptions.wording import consent_text, fingerprint
from newsletter.suppression import operations as suppressions
from newsletter.suppression.enums import SuppressionReason
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest
from privacy.letters import operations as letters
from privacy.register import in_force
from privacy.retention.queries import retention_end

FORM = "newsletter.import"


def apply_batch(rows: Sequence[PlannedRow], source: ListImport, now: datetime) -> Counter[str]:
    """Write what becomes of some rows, in the caller's transaction; return how many had which fate."""
    # From here on nobody of them can leave, confirm or be erased until the transaction ends.
    lock_addresses([row.address for row in rows if row.address is not None and row.fate in WRITTEN])
    known = known_among(rows)
    fates = [(row, known.fate(row)) for row in rows]
    by_fate: defaultdict[Fate, list[PlannedRow]] = defaultdict(list)
    for row, fate in fates:
        by_fate[fate].append(row)
    _end(by_fate[Fate.LEAVES], now)
    _suppress(by_fate[Fate.SUPPRESSED] + by_fate[Fate.LEAVES], now)
    entries = [
        *_ask(by_fate[Fate.ASKED], source, source.results.get(Fate.ASKED, 0), now),
        *_subscribe(by_fate[Fate.SUBSCRIBED], source, now),
    ]
    journal.append_many(entries=entries, now=now)
    return Counter(fate.value for _row, fate in fates)


def _subscribe(rows: Sequence[PlannedRow], source: ListImport, now: datetime) -> list[journal.NewEntry]:
    """Subscribe people on the evidence of the list; return the entries of the journal about it."""
    if not rows:
        return []
    text = _keep_text(source.consent_text, source.language)
    made = [Subscription(**_values(row, text, now), state=SubscriptionState.ACTIVE, confirmed_at=now) for row in rows]
    evidence = [
        ImportedConsent(
            subscription=subscription, given_at=row.given_at or now, source=row.source, list_sha256=source.sha256,
            place=row.place[:120],
        )
        for row, subscription in zip(rows, made, strict=True)
    ]  # fmt: skip
    Subscription.objects.bulk_create(made)
    ImportedConsent.objects.bulk_create(evidence)
    return [
        _entry("newsletter.confirmed", subscription, evidence_sha256=evidence_digest(subscription, given))
        for subscription, given in zip(made, evidence, strict=True)
    ]


def _ask(rows: Sequence[PlannedRow], source: ListImport, before: int, now: datetime) -> list[journal.NewEntry]:
    """Ask people by mail to confirm, so many in an hour; return the entries of the journal about it."""
    if not rows:
        return []
    with translation.override(source.language):
        text = _keep_text(consent_text(), source.language)
    until = retention_end("newsletter.pending", now)
    made = [PendingSignUp(**_values(row, text, now), retain_until=until) for row in rows]
    PendingSignUp.objects.bulk_create(made)
    apart = timedelta(hours=1) / newsletter_settings().imported_requests_an_hour
    due: dict[UUID, datetime] = {
        # The last of a long list still has days to answer.
        row.pk: min(now + apart * (before + number), until - timedelta(days=2))
        for number, row in enumerate(made)
    }
    letters.post_many(kind=subscriptions.SIGN_UP_LETTER, due=due)
    return [_entry("newsletter.asked", subscription) for subscription in made]


def _suppress(rows: Sequence[PlannedRow], now: datetime) -> None:
    by_reason: defaultdict[SuppressionReason, list[str]] = defaultdict(list)
    for row in rows:
        if row.address is not None:
            by_reason[row.reason or SuppressionReason.IMPORTED].append(row.address)
    for reason, addresses in by_reason.items():
        suppressions.suppress_many(addresses=addresses, reason=reason, now=now)


def _end(rows: Sequence[PlannedRow], now: datetime) -> None:
    for row in rows:
        if row.address is not None:
            subscriptions.leave(address=row.address, reason=EndReason.PROVIDER, now=now)


def _keep_text(text: str, language: str) -> ConsentText:
    kept = ConsentText(sha256=fingerprint(text), language=language, text=text)
    ConsentText.objects.bulk_create([kept], ignore_conflicts=True)
    return kept


def _values(row: PlannedRow, text: ConsentText, now: datetime) -> dict[str, Any]:
    revision = in_force.current()
    return {
        "email": row.address, "email_written": row.address.written if row.address else "", "salt": uuid4(),
        "language": row.language, "form": FORM, "consent_sha256": text.sha256, "requested_at": now,
        "revision": revision.number if revision else None,
    }  # fmt: skip


def _entry(event: str, row: PendingSignUp | Subscription, **more: journal.Fact) -> journal.NewEntry:
    facts = {**subscriptions.request_facts(row), **more}
    return journal.NewEntry(stream=subscriptions.STREAM, event=event, facts=facts, revision=row.revision)


def evidence_digest(subscription: Subscription, evidence: ImportedConsent) -> str:
    """Return the hash by which the journal knows the evidence of a consent that was given elsewhere."""
    given_at = evidence.given_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    values = (given_at, evidence.source, evidence.list_sha256, evidence.place)
    return salted_digest(subscription.salt, *values)
