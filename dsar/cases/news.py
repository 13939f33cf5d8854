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


@tells_staff(event="dsar.asked_for", stream="dsar", permission="dsar.view_case")
def asked_for_somebody_else(facts: Facts) -> DashboardItem | None:
    """Return the line about a request of a representative; None if somebody has looked at its mandate."""
    case = Case.objects.filter(pk=facts["case"], state=State.ENTERED).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("Look at a mandate: %(right)s %(reference)s")
        % {"right": case.which_right.label, "reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=_("answer by %(day)s") % {"day": date_format(case.target_on, "DATE_FORMAT")},
    )


@tells_staff(event="dsar.changed", stream="dsar", permission="dsar.view_case")
def approval_changed(facts: Facts) -> DashboardItem | None:
    """Return the line about a copy or an erasure that must be approved again; None if it was meanwhile."""
    case = Case.objects.filter(pk=facts["case"], state=State.OPEN).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("Approve again: something new came in, %(reference)s") % {"reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=_("answer by %(day)s") % {"day": date_format(case.target_on, "DATE_FORMAT")},
        is_urgent=True,
    )


@tells_staff(event="dsar.wrote", stream="dsar", permission="dsar.view_case")
def person_wrote(facts: Facts) -> DashboardItem | None:
    """Return the line about a message of the person; None if the request is gone."""
    case = Case.objects.filter(pk=facts["case"]).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("Message about the request %(reference)s") % {"reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=str(case.get_state_display()),
    )


@tells_staff(event="dsar.identity_proven", stream="dsar", permission="dsar.view_case")
def identity_proven(facts: Facts) -> DashboardItem | None:
    """Return the line about somebody who proved who they are; None if the request is closed or gone."""
    case = Case.objects.unanswered().filter(pk=facts["case"]).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("Compare the name: who asked has proved who it is, %(reference)s") % {"reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=_("answer by %(day)s") % {"day": date_format(case.target_on, "DATE_FORMAT")},
    )


@tells_staff(event="dsar.disowned", stream="dsar", permission="dsar.view_case")
def request_disowned(facts: Facts) -> DashboardItem | None:
    """Return the line about a request that somebody else made with an address; None if it is gone."""
    case = Case.objects.filter(pk=facts["case"]).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("“It was not me”: the request %(reference)s is closed") % {"reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=_("it had been confirmed: somebody else may read that mailbox") if facts["was_confirmed"] else "",
        is_urgent=bool(facts["was_confirmed"]),
    )


@tells_staff(event="dsar.due", stream="dsar", permission="dsar.view_case", addressees="accounts")
def request_due(facts: Facts) -> DashboardItem | None:
    """Return the line about a request whose answer is soon due; None if it was answered meanwhile."""
    case = Case.objects.unanswered().filter(pk=facts["case"]).first()
    if case is None:
        return None
    return DashboardItem(
        text=_("Answer soon: %(right)s %(reference)s") % {"right": case.which_right.label, "reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
        note=_("answer by %(day)s") % {"day": date_format(case.target_on, "DATE_FORMAT")},
        is_urgent=True,
    )
