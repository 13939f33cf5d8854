"""Blocks of the staff dashboard."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.erasure.dashboard import ledger_items
from privacy.signed_heads.head_storage import head_storages
from privacy.signed_heads.models import JournalCheck, JournalHead
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage, add_page, dashboard_block

_SHOWN = 10
_STALE = timedelta(hours=36)  # a nightly check that is older was missed


@dashboard_block(order=38)
def journal(now: datetime) -> DashboardBlock:
    """Show what is wrong with the journal and its signed heads; else what the last check looked at."""
    check, head = JournalCheck.objects.first(), JournalHead.objects.first()
    items = [*_of_check(check, now), *_of_heads(), *ledger_items(now)]
    status = _("Nothing has been checked yet.")
    if check is not None:
        status = _("%(entries)s entries hold; %(heads)s signed heads, the last for %(day)s; %(guard)s.") % {
            "entries": check.entries,
            "heads": check.heads,
            "day": head.day if head else "–",
            "guard": check.guard,
        }
    url = reverse("admin:privacy_journalcheck_changelist")
    return DashboardBlock(title=_("Journal"), count=len(items), items=items, url=url, empty=status)


def _of_check(check: JournalCheck | None, now: datetime) -> list[DashboardItem]:
    if check is None:
        return []
    url = reverse("admin:privacy_journalcheck_change", args=[check.pk])
    items = []
    if check.faults:
        text = _("The journal does not hold: %(count)s faults") % {"count": check.faults}
        items.append(DashboardItem(text=text, url=url, note=check.found.partition("\n")[0], is_urgent=True))
    if check.checked_at < now - _STALE:
        items.append(DashboardItem(text=_("The nightly check of the journal has not run"), url=url, is_urgent=True))
    return items


def _of_heads() -> list[DashboardItem]:
    url = reverse("admin:privacy_journalhead_changelist")
    if not head_storages():
        return [
            DashboardItem(
                text=_("The journal’s signed heads are kept on this machine only"),
                url=url,
                note=_("Whoever runs the site sets a place elsewhere."),
            )
        ]
    return [
        DashboardItem(text=_("Signed head of %(day)s could not be put in its place") % {"day": head.day}, url=url,
             note=head.last_error, is_urgent=True)
        for head in JournalHead.objects.waiting().filter(attempts__gt=0)[:_SHOWN]
    ]  # fmt: skip


add_page(
    60,
    DashboardPage(
        title=gettext_lazy("The journal"),
        url_name="admin:privacy_journalcheck_changelist",
        permission="privacy.view_journalcheck",
        note=gettext_lazy("Whether the chain holds, and where its signed heads are kept."),
    ),
)
