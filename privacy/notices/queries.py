"""Who has a person's data, and which notices a request has made."""

from collections.abc import Iterable
from uuid import UUID

from privacy.notices.connectors import connector_for
from privacy.notices.enums import Channel
from privacy.notices.models import Notice, NoticeQuerySet
from privacy.recipients.models import Vendor


def recipients_of(purposes: Iterable[str]) -> list[Vendor]:
    """Return the recipients that may have data held for these purposes, and those whose system can be asked.

    Whoever runs a part of this site for us (hosting, mail) has no copy of its own: there the data changes with ours.
    """
    wanted = set(purposes)
    return [
        vendor
        for vendor in Vendor.objects.direct().order_by("key")
        if not vendor.supplies and (wanted & set(vendor.purposes) or connector_for(vendor.key) is not None)
    ]


def channel_to(vendor: Vendor) -> Channel:
    """Return how a recipient is told: in its system, by mail, or else by staff."""
    if connector_for(vendor.key) is not None:
        return Channel.CONNECTOR
    return Channel.MAIL if vendor.rights_email else Channel.HAND


def of_request(source: UUID) -> NoticeQuerySet:
    """Return the notices of a request, the open ones first."""
    notices: NoticeQuerySet = Notice.objects.filter(source=source)
    return notices.select_related("vendor").order_by("settled_at", "made_at")
