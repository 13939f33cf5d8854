"""After a restore, the heads that were signed since the backup are taken back from where they lie."""

from datetime import datetime

from privacy.erasure.ledger_kinds import after_restore
from privacy.signed_heads import operations as heads


def _adopt(now: datetime) -> None:
    heads.adopt_heads(now=now)


after_restore(_adopt)
