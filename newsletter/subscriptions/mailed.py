"""How many mails sign-ups may cause to one mailbox, so that nobody can bomb it with requests to confirm.

Sign-ups are deleted before a month is over, so the times are noted besides, under a keyed hash of the address.
"""

from datetime import datetime, timedelta
from itertools import chain

from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.addresses.limits import counted_with
from privacy.addresses.normal import Address
from privacy.intake.limits.counters import counters
from privacy.intake.limits.senders import keyed

MOST_MAILS = {timedelta(days=1): 1, timedelta(days=30): 3}  # to one mailbox with all its tags
_NOTED = max(MOST_MAILS)


def may_mail(address: Address, now: datetime) -> bool:
    """Tell whether an address may get another mail that a sign-up causes."""
    by_row = chain.from_iterable(
        rows.filter(counted_with(address)).exclude(mailed_at=[]).values_list("mailed_at", flat=True)
        for rows in (PendingSignUp.objects.all(), Subscription.stored.active())
    )
    # The rows count also when the store of the notes was emptied.
    times = {int(at.timestamp()) for at in chain.from_iterable(by_row)} | _noted(address, now)
    return all(sum(at > (now - span).timestamp() for at in times) < most for span, most in MOST_MAILS.items())


def note(address: Address, now: datetime) -> None:
    """Remember a mail to an address for as long as it counts."""
    recent = {at for at in _noted(address, now) if at > (now - _NOTED).timestamp()} | {int(now.timestamp())}
    counters.note(_key(address), " ".join(map(str, sorted(recent))), lasts=_NOTED, now=now)


def _noted(address: Address, now: datetime) -> set[int]:
    return {int(at) for at in counters.noted(_key(address), now=now).split()}


def _key(address: Address) -> str:
    return f"limits:mailed:{keyed(f'newsletter {address.counted}')}"
