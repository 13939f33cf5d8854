"""Remember who left, and forget it when they come back by themselves."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.keys import codes_of
from newsletter.suppression.models import Suppression
from privacy.erasure.losses import insert_missing
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE, local_date
from privacy.retention.queries import retention_end_or

RULE = "newsletter.suppression"
STREAM = "newsletter"
COUNTED = "newsletter.suppressions_counted"
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
    months, created = Counter[datetime](), 0
    for start in range(0, len(addresses), _BATCH):
        codes = [codes_of(address) for address in addresses[start : start + _BATCH]]
        newest = {mine[0].code: mine[0] for mine in codes if mine}
        if not newest:
            continue
        # Leaving cannot wait for a rule that the register lacks.
        until = retention_end_or(RULE, since, without_a_rule=_WITHOUT_A_RULE)
        rows = [
            Suppression(key_id=code.key_id, code=code.code, reason=reason, since=since, retain_until=until)
            for code in newest.values()
        ]
        # Locks the rows that are there already; their month is read before it changes.
        Suppression.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code", "key_id"],
            update_fields=["reason", "retain_until"],
        )
        stored = Suppression.objects.filter(code__in=[code.code for mine in codes for code in mine])
        is_new = stored.filter(pk__in=[row.pk for row in rows])
        created += is_new.count()
        months[since] += is_new.count()
        months.subtract(stored.exclude(pk__in=[row.pk for row in rows]).values_list("since", flat=True))
        # Who leaves again is remembered from then on.
        months[since] += stored.filter(code__in=newest).exclude(pk__in=[row.pk for row in rows]).update(since=since)
        stored.exclude(code__in=newest).delete()
    _count(months, now)
    return created


@transaction.atomic
def lift(*, address: str, now: datetime) -> list[str]:
    """Forget that the owner of an address had left, as they came back by themselves; return the ``link_codes``."""
    codes = [code.code for code in codes_of(address)]
    rows = list(Suppression.objects.select_for_update().filter(code__in=codes).order_by("pk"))
    Suppression.objects.filter(pk__in=[row.pk for row in rows]).delete()
    months = Counter[datetime]()
    months.subtract(row.since for row in rows)
    _count(months, now)
    return sorted({code for row in rows for code in row.link_codes})


@transaction.atomic
def bring_back(*, row: Suppression, now: datetime) -> bool:
    """Insert a row of a database that was replaced; return False if its address is suppressed."""
    if Suppression.objects.filter(code=row.code, key_id=row.key_id).exists():
        return False
    is_missing = insert_missing(row)
    _count(Counter({row.since: int(is_missing)}), now)
    return is_missing


def _count(months: Counter[datetime], now: datetime) -> None:
    """Let the journal know how many more or fewer addresses of each month are suppressed, and not which."""
    # The ids of rows are not for the journal: its times are exact, and a row knows its month only.
    entries = [
        journal.NewEntry(stream=STREAM, event=COUNTED, facts={"since_month": local_date(since), "rows": number})
        for since, number in sorted(months.items())
        if number
    ]
    journal.append_many(entries=entries, now=now)
