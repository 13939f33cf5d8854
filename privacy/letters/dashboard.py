"""Blocks of the staff dashboard."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.journal.words import letter_in_words
from privacy.letters.models import Letter
from privacy.staff.dashboard import Block, Item, desk

_SHOWN = 10


@desk(order=35)
def lost_letters(now: datetime) -> Block:
    """Show the letters that were given up after the last attempt."""
    lost = Letter.objects.lost()
    items = [
        Item(
            text=letter_in_words(letter.kind),
            url=reverse("admin:privacy_letter_change", args=[letter.pk]),
            note=letter.last_error,
            is_urgent=True,
        )
        for letter in lost[:_SHOWN]
    ]
    return Block(
        title=_("Letters that could not be sent"),
        count=lost.count() if len(items) == _SHOWN else len(items),
        items=items,
        url=reverse("admin:privacy_letter_changelist"),
        empty=_("Every letter has left, or is still being tried."),
    )
