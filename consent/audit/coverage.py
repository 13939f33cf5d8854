"""Whether an audit compared anything, and if not, why."""

import json
from collections.abc import Collection

from django.urls import reverse

from consent.audit import pages
from consent.audit.enums import NotCompared
from consent.audit.observations import LED_ELSEWHERE, NO_CHOICE, Visit
from consent.gate.offer import Offer


def why_register_is_not_that_of(site: str, offer: Offer | None, *, is_ours: bool) -> NotCompared | None:
    """Return why the register in force cannot be compared with what answers at an address, or None if it can.

    A site of this installation publishes the register that is in force here.
    """
    if not is_ours:
        return NotCompared.NOT_OURS
    if offer is None:
        return NotCompared.NO_REGISTER
    try:
        published = json.loads(pages.fetch_register(site, reverse("privacy:register")) or "{}")
        is_same = published["sha256"]["register"] == offer.snapshot.sha256
    except (ValueError, KeyError, TypeError):
        is_same = False
    return None if is_same else NotCompared.OTHER_REGISTER


def why_nothing_was_compared(visits: Collection[Visit]) -> NotCompared | None:
    """Return why the visits of an audit say nothing about the site, or None if they say something."""
    choosing = [visit for visit in visits if visit.state.steps]
    if choosing and all(NO_CHOICE in visit.failures.values() for visit in choosing):
        return NotCompared.NO_CHOICE
    reasons = {reason for visit in visits for reason in visit.failures.values()}
    if not any(visit.opened for visit in visits):
        if reasons == {LED_ELSEWHERE}:
            return NotCompared.ELSEWHERE
        return NotCompared.NO_PAGE if reasons else NotCompared.INCOMPLETE
    return None if any(visit.is_complete for visit in visits) else NotCompared.INCOMPLETE
