"""When a mail that a public post asked for may leave: per sender and in total.

The decision counts the sender and the site only and takes the same steps for every address (LAW X-35). What an address
gets is limited by the app whose mail it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from privacy.addresses.normal import Address
from privacy.conf import PrivacySettings, privacy_settings
from privacy.letters.enums import Allowance
from privacy.limits.counters import counters
from privacy.limits.senders import Sender, keyed

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class MailSlot:
    """When a mail may leave. ``FIRST``: the sender had not asked for this address before on this day."""

    due_at: datetime
    allowance: Allowance

    @property
    def is_first(self) -> bool:
        return self.allowance == Allowance.FIRST

    @property
    def is_limited(self) -> bool:
        return self.allowance == Allowance.LIMITED


def take_slot(*, sender: Sender | None, address: Address, now: datetime) -> MailSlot:
    """Count a mail and return when it may leave; without a sender, such as for staff, at once.

    A mail beyond the limit of an hour waits for a later hour; beyond the hours that it may wait it is ``LIMITED``: it
    is not sent.
    """
    if sender is None:
        return MailSlot(due_at=now, allowance=Allowance.USUAL)
    site = privacy_settings()
    hour = now.strftime("%Y%m%d%H")
    of_address = counters.count(f"limits:pair:{keyed(sender.key + address.counted)}", lasts=_DAY, now=now)
    kind, limit = _limit_of(site, is_first=of_address == 1, is_hasty=sender.is_hasty)
    of_sender = counters.count(f"limits:{kind}:{sender.key}:{hour}", lasts=_HOUR, now=now)
    waits = (of_sender - 1) // counters.share_of(limit, now)
    is_dropped = waits > site.mails_wait_hours
    # What is not sent must not use up the total: else a single sender could hold back everybody's mail.
    total = counters.count(f"limits:{'dropped' if is_dropped else 'total'}:{hour}", lasts=_HOUR, now=now)
    if not is_dropped:
        waits_for_all = (total - 1) // counters.share_of(site.mails_an_hour, now)
        is_dropped = waits_for_all > site.mails_wait_hours_in_total
        waits = max(waits, waits_for_all)
    if is_dropped:
        return MailSlot(due_at=now, allowance=Allowance.LIMITED)
    return MailSlot(due_at=now + waits * _HOUR, allowance=Allowance.FIRST if of_address == 1 else Allowance.USUAL)


def _limit_of(site: PrivacySettings, *, is_first: bool, is_hasty: bool) -> tuple[str, int]:
    """Return what the mail counts as, and the limit of that in an hour."""
    if is_hasty:
        return "hasty", site.mails_an_hour_hasty
    # To ask under every right in one sitting is no flood: the limit is on strangers' addresses.
    return ("new", site.mails_an_hour_per_sender) if is_first else ("again", site.mails_again_per_sender)
