"""Blocks of the staff dashboard."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.journal.words import letter_in_words
from privacy.letters.models import Letter
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 10


@dashboard_block(order=35)
def lost_letters(now: datetime) -> DashboardBlock:
    """Show the letters that were given up after the last attempt."""
    lost = Letter.objects.lost()
    items = [
        DashboardItem(
            text=letter_in_words(letter.kind),
            url=reverse("admin:privacy_letter_change", args=[letter.pk]),
            note=letter.last_error,
            is_urgent=True,
        )
        for letter in lost[:_SHOWN]
    ]
    return DashboardBlock(
        is_about_people=True,
        title=_("Letters that could not be sent"),
        count=lost.count() if len(items) == _SHOWN else len(items),
        items=items,
        url=reverse("admin:privacy_letter_changelist"),
        empty=_("Every letter has left, or is still being tried."),
    )
