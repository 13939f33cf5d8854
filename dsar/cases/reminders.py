"""Remind staff of what is due in 7, 3 and 1 days: whoever has it, and the others when nothing was done (LAW D-03)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dsar.cases.journalled import STREAM
from dsar.cases.models import ALARM_DAYS, Case, CaseEvent
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date

_LAST = min(ALARM_DAYS)


def remind(*, now: datetime) -> int:
    """Enter in the journal what has come within the days of an alarm since the last call; return how many requests."""
    today = local_date(now)
    reminded = 0
    for days in sorted(ALARM_DAYS):
        is_new = Q(reminded_days__isnull=True) | Q(reminded_days__gt=days)
        due = Case.objects.unanswered().filter(is_new, target_on__lte=today + timedelta(days=days))
        for case_id in due.values_list("pk", flat=True):
            reminded += _remind(case_id, days, now)
    return reminded


def _remind(case_id: UUID, days: int, now: datetime) -> bool:
    with transaction.atomic():
        waiting = Case.objects.unanswered().select_for_update(of=("self",), skip_locked=True)
        case = waiting.filter(pk=case_id).first()
        if case is None or (case.reminded_days is not None and case.reminded_days <= days):
            return False
        accounts = _addressees(case, days, now)
        Case.objects.filter(pk=case.pk).update(reminded_days=days)
        facts: dict[str, journal.Fact | list[journal.Fact]] = {
            "case": case.pk,
            "days": days,
            "accounts": list(accounts),
        }
        journal.append(stream=STREAM, event="dsar.due", facts=facts, now=now)
    return True


def _addressees(case: Case, days: int, now: datetime) -> list[int]:
    """Return who is told: the colleague who has the request, as long as something was done; otherwise all, as []."""
    if case.assigned_to_id is None or days <= _LAST:
        return []
    if case.reminded_days is None:
        return [case.assigned_to_id]
    since = now - timedelta(days=case.reminded_days - days)
    has_acted = CaseEvent.objects.filter(case=case, staff=case.assigned_to_id, at__gte=since).exists()
    return [case.assigned_to_id] if has_acted else []
