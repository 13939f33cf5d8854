"""Fetch the vendors' lists of sub-processors and detect changes (LAW T-03)."""

import hashlib
import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.recipients.models import Vendor
from privacy.web import fetching
from privacy.web.errors import Unreadable
from privacy.web.html import UnreadableMarkup, parse

logger = logging.getLogger(__name__)

LIST_LETTER = "privacy.list_changed"

_UNSEEN = {"script", "style", "noscript", "template"}


def read_all(*, now: datetime) -> int:
    """Fetch every list that has an address, one at a time; return how many have changed."""
    changed = 0
    for vendor in Vendor.objects.exclude(list_url=""):
        try:
            changed += compare(vendor=vendor, text=fetching.fetch(vendor.list_url), now=now)
        except (Unreadable, UnreadableMarkup):
            logger.warning("the list of sub-processors of %s could not be read", vendor.key)
    return changed


@transaction.atomic
def compare(*, vendor: Vendor, text: str, now: datetime) -> bool:
    """Store the fingerprint of a list; return whether it changed since the last time.

    A change turns the recipient amber until staff have checked the sub-processors, and is mailed to the controller.
    The first reading of a list is no change.
    """
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    sha256 = fingerprint(text)
    is_changed = bool(vendor.list_sha256) and sha256 != vendor.list_sha256
    if is_changed:
        vendor.list_changed_at = now
    vendor.list_sha256, vendor.list_fetched_at = sha256, now
    vendor.save(update_fields=["list_sha256", "list_fetched_at", "list_changed_at"])
    if is_changed:
        facts = {"vendor": vendor.key, "list": sha256}
        letters.post(kind=LIST_LETTER, object_id=UUID(int=vendor.pk), now=now)
        journal.append(stream="promises", event="recipient.list_changed", facts=facts, now=now)
    return is_changed


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the visible text of a page, ignoring markup, scripts, whitespace and case."""
    words = " ".join(" ".join(parse(text).texts(skip=_UNSEEN)).split()).casefold()
    return hashlib.sha256(words.encode()).hexdigest()
