"""Who published a page, and when."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model

from privacy.journal.models import JournalEntry
from privacy.journal.words import event_in_words
from proviso_site.content.models import ContentPage

_MOST = 50


@dataclass(frozen=True, kw_only=True)
class Step:
    """A publication or a withdrawal; ``by`` is empty where the account is gone, or a program did it."""

    at: datetime
    event: str
    by: str


def history(page: ContentPage) -> list[Step]:
    """Return the newest publications and withdrawals of a page, newest first."""
    entries = JournalEntry.objects.filter(stream="pages", facts__contains=f'"page":"{page.pk}"').order_by("-seq")[
        :_MOST
    ]
    staff = {entry.pk: json.loads(entry.facts).get("staff") for entry in entries}
    people = get_user_model().objects.in_bulk({key for key in staff.values() if key})
    return [
        Step(
            at=entry.at,
            event=event_in_words(entry.event),
            by=(person.get_full_name() or person.get_username()) if (person := people.get(staff[entry.pk])) else "",
        )
        for entry in entries
    ]
