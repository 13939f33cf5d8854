"""Counts of what was reported."""

import re
from typing import NamedTuple
from uuid import UUID

from newsletter.subscriptions.models import Subscription

_MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")


class Copy(NamedTuple):
    """Whose copy a delivery is, and of which issue."""

    subscription_id: UUID
    issue_id: UUID | None


def copy_of(delivery_id: UUID) -> Copy | None:
    """Return whose copy a delivery is; None if it is erased or was never made."""
    rows = Subscription.objects.filter(deliveries=delivery_id).values_list("pk", "deliveries__issue_id")
    return next((Copy(*row) for row in rows), None)


def delivery_in(message_id: str) -> UUID | None:
    """Return the delivery that a Message-ID of ours names; None for another's."""
    match = _MESSAGE_ID.fullmatch(message_id)
    return UUID(match[1]) if match else None
