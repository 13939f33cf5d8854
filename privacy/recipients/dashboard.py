"""Dashboard block of recipients that need attention, and link to the transfer report."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.law.deadlines import local_date
from privacy.recipients.enums import TransferStatus
from privacy.recipients.models import TransferAcceptance, Vendor
from privacy.recipients.queries import valid_acceptances
from privacy.recipients.transfer_report import agreement_of
from privacy.recipients.transfers import gather, status
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage, add_page, dashboard_block

_SHOWN = 10
_NOTICE = timedelta(days=30)


@dashboard_block(order=32)
def recipients(now: datetime) -> DashboardBlock:
    """Show recipients with amber or red transfers, changed lists of sub-processors, and agreements due for review."""
    today = local_date(now)
    evidence = gather(today)
    judged = [
        (status(vendor, evidence), vendor)
        for vendor in Vendor.objects.direct().switched_on().select_related("agreement")
    ]
    items = [_judged(vendor, verdict) for verdict, vendor in judged if verdict is not TransferStatus.GREEN]
    items += [_changed_list(vendor) for vendor in Vendor.objects.filter(list_changed_at__isnull=False)]
    items += [item for _verdict, vendor in judged if (item := _due_agreement(vendor, today))]
    items += [
        _ending(acceptance) for acceptance in valid_acceptances(today).values() if acceptance.until <= today + _NOTICE
    ]
    items.sort(key=lambda item: not item.is_urgent)
    return DashboardBlock(
        title=_("Recipients"),
        count=len(items),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_vendor_report"),
        empty=_("Every recipient is verified."),
    )


def _judged(vendor: Vendor, verdict: TransferStatus) -> DashboardItem:
    return DashboardItem(
        text=_("%(vendor)s: %(status)s") % {"vendor": vendor.name, "status": verdict.label},
        url=reverse("admin:privacy_vendor_change", args=[vendor.pk]),
        is_urgent=verdict is TransferStatus.RED,
    )


def _changed_list(vendor: Vendor) -> DashboardItem:
    return DashboardItem(
        text=_("The list of sub-processors of %(vendor)s has changed") % {"vendor": vendor.name},
        url=reverse("admin:privacy_vendor_change", args=[vendor.pk]),
        is_urgent=True,
    )


def _due_agreement(vendor: Vendor, today: date) -> DashboardItem | None:
    agreement = agreement_of(vendor)
    if agreement is None or agreement.review_on is None or agreement.review_on > today + _NOTICE:
        return None
    day = date_format(agreement.review_on)
    return DashboardItem(
        text=_("The agreement with %(vendor)s must be reviewed by %(day)s") % {"vendor": vendor.name, "day": day},
        url=reverse("admin:privacy_vendor_change", args=[vendor.pk]),
    )


def _ending(acceptance: TransferAcceptance) -> DashboardItem:
    facts = {"vendor": acceptance.vendor.name, "day": date_format(acceptance.until)}
    return DashboardItem(
        text=_("Accepted transfers to %(vendor)s end on %(day)s") % facts,
        url=reverse("admin:privacy_vendor_change", args=[acceptance.vendor_id]),
    )


add_page(
    30,
    DashboardPage(
        title=gettext_lazy("Recipients and transfers"),
        url_name="admin:privacy_vendor_report",
        permission="privacy.view_vendor",
        note=gettext_lazy("What carries data to each country, and what nobody has checked."),
    ),
)
