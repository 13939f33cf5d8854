"""Blocks of the staff dashboard."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.register.operations import gaps
from privacy.staff.dashboard import Block, Item, desk

_SHOWN = 10


@desk(order=40)
def missing_facts(now: datetime) -> Block:
    """Show the facts that the policy should tell and nobody has entered."""
    found = gaps()
    items = [Item(text=gap, url=reverse("admin:privacy_revision_publish")) for gap in found]
    return Block(
        title=_("Gaps in the register"),
        count=len(found),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_revision_publish"),
        empty=_("Every fact is there."),
    )
