"""Which rows a night compares with the journal: what is new, and a share of the old that changes every night."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from privacy.conf import privacy_settings
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.journal.scopes import EVERYTHING, Scope, share
from privacy.signed_heads.operations import STREAM

VERIFIED = "journal.verified"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The scope of one night, and what the journal keeps of it for the next."""

    scope: Scope
    share: int
    last_entry: int

    @property
    def facts(self) -> dict[str, journal.Fact]:
        return {"share": self.share, "last_entry": self.last_entry}


def next_turn() -> Turn:
    """Return the turn after the last that the journal knows.

    Everything is compared the first time, and after a night that found faults: they are named until they are gone.
    """
    shares = max(1, privacy_settings().journal_compared_nights)
    last_entry = JournalEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    before = _last_turn()
    number = (before.get("share", -1) + 1) % shares
    is_whole = before.get("faults", 1) > 0 or "last_entry" not in before
    scope = EVERYTHING if is_whole else share(number=number, shares=shares, after=before["last_entry"])
    return Turn(scope=scope, share=number, last_entry=last_entry)


def _last_turn() -> dict[str, Any]:
    # From the journal and not from a row of the check: nobody can say there that more was compared.
    facts = JournalEntry.objects.filter(stream=STREAM, event=VERIFIED).order_by("-seq").values_list("facts", flat=True)
    last = facts.first()
    return json.loads(last) if last else {}
