"""What staff are told of by mail: a request whose clock runs."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dsar.cases.enums import State
from dsar.cases.models import Case
from privacy.staff.dashboard import DashboardItem
from privacy.staff_news.kinds import Facts, tells_staff


@tells_staff(event="dsar.opened", stream="dsar", permission="dsar.view_case")
def request_opened(facts: Facts) -> DashboardItem | None:
    """Return the line about a confirmed request and its deadline; None if it was answered meanwhile."""
    case = Case.objects.unanswered().filter(pk=facts["case"]).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("New request: %(right)s %(reference)s") % {"right": case.which_right.label, "reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=_("answer by %(day)s") % {"day": date_format(case.target_on, "DATE_FORMAT")},
    )


@tells_staff(event="dsar.changed", stream="dsar", permission="dsar.view_case")
def erasure_changed(facts: Facts) -> DashboardItem | None:
    """Return the line about an erasure that must be approved again; None if it was meanwhile."""
    case = Case.objects.filter(pk=facts["case"], state=State.OPEN).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("Approve again: something new came in before the erasure %(reference)s") % {"reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=_("answer by %(day)s") % {"day": date_format(case.target_on, "DATE_FORMAT")},
        is_urgent=True,
    )
