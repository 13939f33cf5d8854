"""Reading the vendors' lists of sub-processors, and noticing that one has changed (LAW T-03)."""

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
    """Fetch every list that has an address, one after the other; return how many have changed."""
    changed = 0
    for vendor in Vendor.objects.exclude(list_url=""):
        try:
            changed += compare(vendor=vendor, text=fetching.fetch(vendor.list_url), now=now)
        except (Unreadable, UnreadableMarkup):
            logger.warning("the list of sub-processors of %s could not be read", vendor.key)
    return changed


@transaction.atomic
def compare(*, vendor: Vendor, text: str, now: datetime) -> bool:
    """Note a list as it reads now; return whether it differs from the last time, which turns the recipient amber.

    The company is told by mail. The alarm stands until somebody has checked the sub-processors; the first reading is
    none.
    """
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    found = fingerprint(text)
    is_changed = bool(vendor.list_sha256) and found != vendor.list_sha256
    if is_changed:
        vendor.list_changed_at = now
    vendor.list_sha256, vendor.list_fetched_at = found, now
    vendor.save(update_fields=["list_sha256", "list_fetched_at", "list_changed_at"])
    if is_changed:
        facts = {"vendor": vendor.key, "list": found}
        letters.post(kind=LIST_LETTER, object_id=UUID(int=vendor.pk), now=now)
        journal.append(stream="promises", event="recipient.list_changed", facts=facts, now=now)
    return is_changed


def fingerprint(text: str) -> str:
    """Return a hash of what a person reads on the page: not of markup, scripts, space or case."""
    words = " ".join(" ".join(parse(text).texts(skip=_UNSEEN)).split()).casefold()
    return hashlib.sha256(words.encode()).hexdigest()
