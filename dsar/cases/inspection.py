"""Requests with their clocks, and the written procedure for them, for an inspection."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsar.cases.enums import Right, State
from dsar.cases.models import ALARM_DAYS, Case
from privacy.law.deadlines import local_date
from privacy.staff.inspection import BundleFile, Scope, inspection_part, table, text


@inspection_part(
    "requests",
    order=70,
    title=gettext_lazy("Requests in the period"),
    about=gettext_lazy("Every request with its dates and its answer, without names, and how requests are worked."),
    permission="dsar.view_case",
)
def requests(scope: Scope) -> Iterator[BundleFile]:
    """Return the requests that came in the period, and how they are worked."""
    begin, end = scope.period
    cases = Case.objects.filter(received_at__gte=begin, received_at__lt=end).exclude(state=State.UNVERIFIED)
    head = [_("request"), _("right"), _("state"), _("received at"), _("confirmed at"), _("target"), _("at the latest"),
            _("extended at"), _("why more time"), _("closed at"), _("days it took"), _("ground for refusal"),
            _("reasons")]  # fmt: skip
    yield table("requests", head, (_row(case) for case in cases.order_by("received_at").iterator(chunk_size=2000)))
    yield text("procedure", _procedure())


def _row(case: Case) -> list[object]:
    took = (local_date(case.closed_at) - local_date(case.received_at)).days if case.closed_at else None
    return [
        case.pk, Right(case.right).label, case.get_state_display(), case.received_at, case.confirmed_at, case.target_on,
        case.latest_on, case.extended_at, case.extension_reason, case.closed_at, took, case.get_ground_display(),
        case.reasons,
    ]  # fmt: skip


def _procedure() -> Iterator[str]:
    """Yield how a request goes from its arrival to its answer, as this system carries it out."""
    yield _("How we work on requests from people about their own data")
    yield ""
    steps = (
        _("A request comes by the form of the site, or is entered by staff with the day on which it arrived."),
        _("The person confirms the e-mail address by a link. The clock counts from the arrival, not from there."),
        _("Or staff see who it is in another way, and write how and why. No document, no identity number is stored."),
        _("The answer is due one month after the arrival, on the next working day if that is none."),
        _("The month is extended to three at most, within the first month, with reasons that are sent to the person."),
        _("Until the answer nothing about the person is deleted because its time is over."),
        _("One member of staff proposes a refusal, with reasons and evidence. A second one decides it."),
        _("Copies and erasures are carried out by the system from the register, and searched again afterwards."),
        _("A refusal names its ground, our reasons, the supervisory authority and the courts."),
        _("Recipients of the data are told of a correction, an erasure or a restriction."),
        _("Each step is in the journal, which cannot be changed afterwards without being seen."),
    )
    yield from (f"{number}. {step}" for number, step in enumerate(steps, start=1))
    yield ""
    days = ", ".join(str(day) for day in ALARM_DAYS)
    yield _("Staff are alarmed when %(days)s days are left.") % {"days": days}
    yield _("The rights that can be used: %(rights)s.") % {"rights": ", ".join(str(right.label) for right in Right)}
