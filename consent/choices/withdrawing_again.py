"""Doing a withdrawal again on a database that was restored from before it (LAW X-13)."""

from collections.abc import Sequence

from django.db.models.functions import Least

from consent.choices.models import ConsentRecord
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.retention.queries import retention_end


def withdraw_again(lines: Sequence[LedgerLine]) -> None:
    """End the records that were withdrawn; the journal is told with the next seal."""
    for line in lines:
        ConsentRecord.objects.standing().filter(pk__in=line.facts["records"]).update(
            withdrawn_at=line.at,
            ended_under=line.facts["under"],
            retain_until=Least("retain_until", retention_end("consent.record", line.at)),
        )


def still_standing(lines: Sequence[LedgerLine]) -> int:
    """Count the records that were withdrawn once and stand here."""
    ids = [one for line in lines for one in line.facts["records"]]
    return ConsentRecord.objects.standing().filter(pk__in=ids).count()
