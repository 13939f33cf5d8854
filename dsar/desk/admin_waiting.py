"""A copy that was approved and waits: what came in or changed since, and taking the approval back because of it."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsar.cases import cooling_off
from dsar.cases.copies import seen
from dsar.cases.errors import WrongState
from dsar.cases.models import Case, Job
from dsar.desk.consequences import Given
from dsar.desk.decision import Decision, NoForm
from dsar.people.errors import SourceFailed
from privacy.inventory.declarations import title_of
from privacy.staff.consequences import Consequences

_KNOWN = "changed_since_the_approval"  # attribute of a case, for as long as a request


def changed_since(case: Case) -> list[str]:
    """Return in words what of a waiting copy is not as it was when it was approved: the kinds of data, and how many."""
    return _looked(case)[0]


def unread(case: Case) -> str:
    """Return in words which kind of data of a waiting copy cannot be read, so that nobody knows; empty if all can."""
    return _looked(case)[1]


def _looked(case: Case) -> tuple[list[str], str]:
    # All that is held of the person is read: once for a case, however often the page and its buttons ask.
    known = vars(case)
    if _KNOWN not in known:
        known[_KNOWN] = _look(cooling_off.waiting_copy(case))
    found: tuple[list[str], str] = known[_KNOWN]
    return found


def _look(job: Job | None) -> tuple[list[str], str]:
    if job is None:
        return [], ""
    try:
        with transaction.atomic():
            return [*_changes(job)], ""
    except SourceFailed as failure:
        text = _(
            "“%(kind)s” cannot be read now, so nobody knows what came in or changed since the copy was approved. No "
            "copy is made before it can be read. Tell whoever runs the site; the time for the answer runs on."
        )
        return [], text % {"kind": title_of(failure.label)}


def _changes(job: Job) -> Iterator[str]:
    for label, places in seen.unseen(job.case, job.plan, with_files=True).items():
        if places:
            yield f"{title_of(label)} ({len(places)})"


def _is_open(case: Case, _now: datetime) -> bool:
    return bool(changed_since(case))


def _shows(case: Case, _given: Given, _now: datetime) -> Consequences:
    return Consequences(
        lines=(
            *changed_since(case),
            _("No copy has been made yet. Whoever approves it again sees what is in it now."),
        )
    )


def _open_again(case: Case) -> Job:
    job = cooling_off.waiting_copy(case)
    if job is None or not changed_since(case):
        raise WrongState
    return job


WAITING = (
    Decision(
        name="look-again",
        title=gettext_lazy("Look at the copy again"),
        button=gettext_lazy("Take the approval back"),
        then=gettext_lazy("Something came in or changed since the copy was approved."),
        done=gettext_lazy("The approval is taken back. The request is open again."),
        is_open_to=_is_open,
        form=lambda data, case: NoForm(data),
        do=lambda case, form, staff, now, _seen: cooling_off.reopen(job=_open_again(case), now=now),
        shows=_shows,
    ),
)
