"""What every website needs and the company says that it runs itself, and who confirmed it, for staff."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from privacy.journal.models import JournalEntry
from privacy.register.purposes.enums import Supply
from privacy.register.purposes.queries import controller

STREAM, CONFIRMED = "register", "supply.confirmed"
OWN = "own"  # said of a need in the journal that no recipient meets


@dataclass(frozen=True, kw_only=True)
class OwnSupply:
    """What every website needs and the draft says that the controller runs itself, and who confirmed it last."""

    title: str
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


def run_by_ourselves() -> list[OwnSupply]:
    """Return what the draft says that the controller runs itself, with titles in the active language."""
    names = controller().runs_itself
    return [_own_supply(Supply(name), entry) for name, entry in _confirmed(names).items()]


def _confirmed(supplies: Iterable[str]) -> dict[str, JournalEntry | None]:
    """Return the last confirmation of each need, where it says that the controller meets it."""
    found: dict[str, JournalEntry | None] = dict.fromkeys(supplies)
    for entry in JournalEntry.objects.filter(stream=STREAM, event=CONFIRMED).order_by("seq") if found else ():
        facts = json.loads(entry.facts)
        if facts["supply"] in found:
            found[facts["supply"]] = entry if facts["met_by"] == OWN else None
    return found


def _own_supply(supply: Supply, entry: JournalEntry | None) -> OwnSupply:
    if entry is None:
        return OwnSupply(title=str(supply.label))
    who = get_user_model().objects.filter(pk=json.loads(entry.facts)["staff"]).first()
    name = (who.get_full_name() or who.get_username()) if who else _("somebody who no longer has an account")
    return OwnSupply(title=str(supply.label), confirmed_by=str(name), confirmed_at=entry.at)
