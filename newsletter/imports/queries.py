"""What the database knows of the people in a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsletter.imports.enums import WRITTEN, Fate
from newsletter.imports.planning import PlannedRow
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import PendingSignUp, Subscription
from newsletter.suppression.queries import suppressed_among

_BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class KnownPeople:
    """Of some addresses: when those confirmed who subscribe here, who waits, and who has left."""

    confirmed_at: Mapping[str, datetime]
    waiting: frozenset[str]
    has_left: frozenset[str]

    def fate(self, row: PlannedRow) -> Fate:
        """Return what becomes of a row of these people. Nobody who has left comes back by a list."""
        address, fate = row.address, row.fate
        if fate not in WRITTEN or address is None:
            return fate
        confirmed = self.confirmed_at.get(address)
        if fate is Fate.SUPPRESSED:
            # Who confirmed here after they had left there has come back by themselves.
            came_back = confirmed is not None and row.left_at is not None and row.left_at < confirmed
            return Fate.KNOWN if came_back else Fate.LEAVES if confirmed else fate
        if confirmed is not None:
            return Fate.KNOWN
        if address in self.has_left:
            return Fate.HAS_LEFT
        return Fate.WAITING if fate is Fate.ASKED and address in self.waiting else fate


def known_among(rows: Sequence[PlannedRow]) -> KnownPeople:
    """Look up the people of some rows."""
    addresses = [row.address for row in rows if row.address is not None and row.fate in WRITTEN]
    states = list(
        # Those whose data is only stored are known too: nobody is put on the list past them.
        Subscription.stored.filter(email__in=[str(address) for address in addresses])
        .order_by()
        .values_list("email", "state", "confirmed_at")
    )
    return KnownPeople(
        confirmed_at={email: at for email, state, at in states if state == SubscriptionState.ACTIVE and at},
        waiting=frozenset(
            PendingSignUp.objects.waiting()
            .filter(email__in=[str(address) for address in addresses])
            .order_by()
            .values_list("email", flat=True)
        ),
        has_left=frozenset(email for email, state, _at in states if state == SubscriptionState.ENDED)
        | frozenset(suppressed_among(addresses)),
    )


def expected(rows: Sequence[PlannedRow]) -> list[Fate]:
    """Return what would become of each row as things are now."""
    fates = list[Fate]()
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        known = known_among(some)
        fates += [known.fate(row) for row in some]
    return fates
