"""Restrict rows and lift restrictions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from privacy.journal import operations as journal
from privacy.restriction.enums import RestrictionCause
from privacy.restriction.errors import NoticeMissing
from privacy.restriction.models import Restriction
from privacy.retention.queries import retention_end

STREAM = "restriction"
RULE = "dsar.case"


@transaction.atomic
def restrict(*, rows: Collection[QuerySet[Model]], cause: RestrictionCause, source: UUID, now: datetime) -> int:
    """Let rows be only stored because of a request; return how many the request restricts anew."""
    new = [
        Restriction(model=some.model._meta.label_lower, row=str(pk), cause=cause, source=source, since=now)
        for some in rows
        for pk in some.order_by().values_list("pk", flat=True)
    ]
    before = Restriction.objects.filter(source=source).count()
    Restriction.objects.bulk_create(new, ignore_conflicts=True)
    made = Restriction.objects.filter(source=source).count() - before
    if made:
        facts: journal.Facts = {"case": source, "cause": cause.value, "rows": made}
        journal.append(stream=STREAM, event="restriction.made", facts=facts, now=now)
    return made


@transaction.atomic
def lift(*, source: UUID, noticed_at: datetime | None, now: datetime) -> int:
    """Lift the restrictions of a request after the person was told at ``noticed_at``; return how many.

    Raises ``NoticeMissing`` when the notice has not been sent (GDPR Art. 18(3), LAW D-26).
    """
    in_force = Restriction.objects.in_force().filter(source=source).select_for_update()
    if not in_force.exists():
        return 0
    if noticed_at is None or noticed_at > now:
        raise NoticeMissing
    ids = list(in_force.values_list("pk", flat=True))
    Restriction.objects.filter(pk__in=ids).update(
        noticed_at=noticed_at, lifted_at=now, retain_until=retention_end(RULE, now)
    )
    facts: journal.Facts = {"case": source, "rows": len(ids), "noticed": noticed_at}
    journal.append(stream=STREAM, event="restriction.lifted", facts=facts, now=now)
    return len(ids)
