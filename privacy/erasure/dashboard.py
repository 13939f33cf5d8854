"""Blocks of the staff dashboard."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.erasure import restore_guard
from privacy.erasure.models import LedgerEntry
from privacy.staff.dashboard import DashboardItem

_LATE = timedelta(minutes=5)


def ledger_items(now: datetime) -> list[DashboardItem]:
    """Show what should long be in the ledger and is not: its file is away, or not this database's."""
    late = LedgerEntry.objects.waiting().filter(at__lt=now - _LATE).count()
    if not late:
        return []
    text = _("%(count)s erasures and ends are not in the ledger yet") % {"count": late}
    url = reverse("admin:privacy_journalcheck_changelist")
    return [DashboardItem(text=text, url=url, note=restore_guard.compare_with_ledger().value, is_urgent=True)]
