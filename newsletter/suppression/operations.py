"""Remember who left, and forget it when they come back by themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.keys import codes_of
from newsletter.suppression.models import Suppression
from privacy.law.deadlines import PLACE
from privacy.retention.queries import retention_end_or

RULE = "newsletter.suppression"
_BATCH = 1000
_WITHOUT_A_RULE = timedelta(days=3 * 365)


@transaction.atomic
def suppress(*, address: str, reason: SuppressionReason, now: datetime, link_codes: Sequence[str] = ()) -> None:
    """Let nobody but the owner of an address put it on the newsletter again. Nothing if the list is off.

    ``link_codes`` are those of the subscriptions that the person's links from before name.
    """
    suppress_many(addresses=[address], reason=reason, now=now)
    if link_codes:
        rows = Suppression.objects.filter(code__in=[code.code for code in codes_of(address)])
        rows.update(link_codes=list(link_codes))


@transaction.atomic
def suppress_many(*, addresses: Sequence[str], reason: SuppressionReason, now: datetime) -> int:
    """Suppress many addresses, such as those of a list that was brought along; return how many rows are new.

    A row made with an older key is replaced by one with the newest.
    """
    since = now.astimezone(PLACE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    created = 0
    for start in range(0, len(addresses), _BATCH):
        codes = [codes_of(address) for address in addresses[start : start + _BATCH]]
        newest = {mine[0].code: mine[0] for mine in codes if mine}
        if not newest:
            continue
        # Leaving cannot wait for a rule that the register lacks.
        until = retention_end_or(RULE, since, without_a_rule=_WITHOUT_A_RULE)
        before = Suppression.objects.filter(code__in=list(newest)).count()
        rows = [
            Suppression(key_id=code.key_id, code=code.code, reason=reason, since=since, retain_until=until)
            for code in newest.values()
        ]
        # Who leaves again is remembered from then on.
        Suppression.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code", "key_id"],
            update_fields=["reason", "since", "retain_until"],
        )
        created += len(rows) - before
        Suppression.objects.filter(code__in=[code.code for mine in codes for code in mine[1:]]).delete()
    return created


@transaction.atomic
def lift(*, address: str) -> list[str]:
    """Forget that the owner of an address had left, as they came back by themselves; return the ``link_codes``."""
    rows = Suppression.objects.filter(code__in=[code.code for code in codes_of(address)])
    link_codes = sorted({code for codes in rows.values_list("link_codes", flat=True) for code in codes})
    rows.delete()
    return link_codes
