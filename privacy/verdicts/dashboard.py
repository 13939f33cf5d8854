"""Dashboard block of broken and unproven promises, and link to the page of promises."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.recipients.enums import HaltReason
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage, add_page, dashboard_block

_SHOWN = 10
_STALE = timedelta(hours=36)  # an older last check means that a nightly check was missed


@dashboard_block(order=30)
def promises(now: datetime) -> DashboardBlock:
    """Show broken promises, unproven promises that the policy makes, and recipients that are switched off."""
    verdicts = PromiseVerdict.objects.latest_of_each()
    wrong = [verdict for verdict in verdicts if verdict.kind != VerdictKind.KEPT and _concerns_us(verdict)]
    items = [
        DashboardItem(
            text=f"{verdict.promise}: {verdict.get_kind_display()}, {verdict.figure_here()}",
            url=reverse("admin:privacy_promiseverdict_change", args=[verdict.pk]),
            note=verdict.reason_here(),
            is_urgent=verdict.kind == VerdictKind.BROKEN,
        )
        for verdict in sorted(wrong, key=lambda verdict: verdict.kind != VerdictKind.BROKEN)
    ]
    items += [
        DashboardItem(
            text=_("%(vendor)s is switched off") % {"vendor": vendor.name},
            url=reverse("admin:privacy_vendor_change", args=[vendor.pk]),
            note=str(HaltReason(vendor.halted_because or HaltReason.TRANSFER).label),
            is_urgent=vendor.halted_because not in (HaltReason.NEW, HaltReason.STAFF),
        )
        for vendor in Vendor.objects.filter(halted_at__isnull=False)
    ]
    if verdicts and max(verdict.checked_at for verdict in verdicts) < now - _STALE:
        # Verdicts of the night before last may be out of date.
        url = reverse("admin:privacy_promises")
        items.insert(0, DashboardItem(text=_("The nightly check of the promises has not run"), url=url, is_urgent=True))
    return DashboardBlock(
        title=_("Promises"),
        count=len(items),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_promises"),
        empty=_("Every promise that was checked is kept.") if verdicts else _("No promise has been checked yet."),
    )


def _concerns_us(verdict: PromiseVerdict) -> bool:
    """Return whether staff must look at a verdict."""
    # An unproven promise matters only if a statement of the policy in force makes it.
    if verdict.kind == VerdictKind.BROKEN:
        return True
    snapshot = in_force.current()
    return snapshot is None or any(verdict.promise in statement.promises for statement in snapshot.register.statements)


add_page(
    20,
    DashboardPage(
        title=gettext_lazy("The promises"),
        url_name="admin:privacy_promises",
        permission="privacy.view_promiseverdict",
        note=gettext_lazy("All sixty, with what was last seen; as a file for the authority too."),
    ),
)
