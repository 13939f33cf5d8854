"""The numbers of published revisions, which are never used again, also after a restore.

A visitor's choice names the revision that it was made under: were a number used twice, an old yes would cover a text
that nobody saw. Each publication is a line of the ledger, and so is the highest number that a replaced database held.
"""

import json

from django.db.models import Max

from privacy.erasure import restore_guard
from privacy.erasure.errors import NumbersUnknown
from privacy.erasure.ledger_kinds import register_kind
from privacy.erasure.models import LedgerEntry
from privacy.erasure.restore_guard import LedgerState
from privacy.register.models import Revision

PUBLISHED = "register.published"
RESTORED = "restore"


def next_number() -> int:
    """Return the number of the next revision: above every number that was ever used."""
    return highest_number() + 1


def highest_number() -> int:
    """Return the highest number that this database or the ledger knows; 0 if none was used."""
    here = Revision.objects.aggregate(last=Max("number"))["last"] or 0
    lines = LedgerEntry.objects.filter(kind__in=(PUBLISHED, RESTORED)).values_list("facts", flat=True)
    return max(here, *(json.loads(facts).get("revision", 0) for facts in lines), 0)


def refuse_unknown_numbers() -> None:
    """Raise ``NumbersUnknown`` unless this database knows the whole ledger, and so every number that was used."""
    if restore_guard.compare_with_ledger() is not LedgerState.IN_STEP:
        raise NumbersUnknown


register_kind(PUBLISHED, apply=lambda _lines: None, remains=lambda _lines: 0, is_an_end=False)
register_kind(RESTORED, apply=lambda _lines: None, remains=lambda _lines: 0)
