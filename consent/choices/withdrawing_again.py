"""Repeating withdrawals on a database restored from an earlier backup (LAW X-13)."""

from collections.abc import Sequence

from django.db.models.functions import Least

from consent.choices.models import ConsentRecord
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.retention.queries import retention_end


def withdraw_again(lines: Sequence[LedgerLine]) -> None:
    """End the records that were withdrawn; the next seal adds this to the journal."""
    for line in lines:
        ConsentRecord.objects.standing().filter(pk__in=line.facts["records"]).update(
            withdrawn_at=line.at,
            ended_under=line.facts["under"],
            retain_until=Least("retain_until", retention_end("consent.record", line.at)),
        )


def still_standing(lines: Sequence[LedgerLine]) -> int:
    """Count the withdrawn records that are active in this database."""
    ids = [record for line in lines for record in line.facts["records"]]
    return ConsentRecord.objects.standing().filter(pk__in=ids).count()
