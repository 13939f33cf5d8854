"""What changed at the mail provider comes back: its list of blocked addresses beside our subscriptions."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from newsletter.bounces import blocked_lists
from newsletter.bounces.blocked_lists import Blocked
from newsletter.bounces.enums import EventKind, Outcome
from newsletter.bounces.errors import ProviderAway
from newsletter.bounces.models import Comparison, Difference
from newsletter.bounces.operations import RULE
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.addresses.normal import lookup_form
from privacy.retention.queries import retention_end_or

logger = logging.getLogger(__name__)

_BATCH = 1000
_WITHOUT_A_RULE = timedelta(days=90)
_REASONS = {
    EventKind.HARD: EndReason.BOUNCED,
    EventKind.SOFT: EndReason.BOUNCED,
    EventKind.COMPLAINT: EndReason.COMPLAINT,
    EventKind.LEFT: EndReason.PROVIDER,
}


def compare(*, now: datetime) -> Comparison | None:
    """End every subscription whose address the provider blocks, and note what differed; None without such a provider.

    The stricter wins, except over a consent that is newer than the block: that is left, and staff see it, because the
    provider goes on sending nothing.
    """
    provider = blocked_lists.configured()
    if provider is None:
        return None
    name, blocked_list = provider
    done = Comparison(provider=name, compared_at=now)
    try:
        rows = iter(list(blocked_list.blocked()))  # the whole list, before anything is changed
    except ProviderAway as away:
        logger.warning("the list of %s could not be read: %s", name, type(away.__cause__).__name__)
        done.is_whole = False
        done.save(force_insert=True)
        return done
    for batch in _batches(rows):
        _compare_batch(batch, done, now)
    done.save(force_insert=True)
    return done


def _batches(rows: Iterator[Blocked]) -> Iterator[list[Blocked]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


@transaction.atomic
def _compare_batch(batch: list[Blocked], done: Comparison, now: datetime) -> None:
    # Of several blocks of a mailbox, under whichever spelling, the newest counts.
    by_address = {lookup_form(row.address): row for row in sorted(batch, key=lambda row: row.blocked_at)}
    live = {row.email: row for row in Subscription.objects.active().filter(email__in=list(by_address))}
    done.listed += len(batch)
    done.unknown += len(by_address) - len(live)
    for address, subscription in live.items():
        row = by_address[address]
        is_newer = subscription.confirmed_at is not None and subscription.confirmed_at > row.blocked_at
        outcome = Outcome.NEWER if is_newer else Outcome.ENDED
        Difference.objects.bulk_create(
            [
                Difference(
                    subscription=subscription,
                    kind=row.kind,
                    outcome=outcome,
                    blocked_at=row.blocked_at,
                    found_at=now,
                    retain_until=retention_end_or(RULE, now, without_a_rule=_WITHOUT_A_RULE),
                )
            ],
            ignore_conflicts=True,  # a difference that stays is noted once
        )
        if is_newer:
            done.newer += 1
        else:
            subscriptions.leave(address=address, reason=_REASONS[row.kind], now=now)
            done.ended += 1
