"""Close a request that the owner of the address never made."""

from datetime import datetime

from django.db import transaction

from dsar.cases import asking, deciding
from dsar.cases.copies.models import Export
from dsar.cases.enums import CLOSED, EventKind, JobKind, JobState, State, Step
from dsar.cases.errors import WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, Job
from dsar.cases.proofs.models import DownloadCode
from privacy.journal import operations as journal


def disown(*, case: Case, now: datetime) -> list[Case]:
    """Close a request and those of the same form because the owner of the address did not make them; return them.

    Their jobs are cancelled, the files deleted, and no link or code opens them any more. Staff are told. Raises
    ``WrongState`` if there is nothing to close: the request has ended otherwise, or its erasure has begun.
    """
    with transaction.atomic():
        keys = [other.pk for other in asking.asked_together(case)]
        locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        disowned = [case for case in locked if case.may_become(State.DISOWNED) and not _has_begun(case)]
        if case.pk not in [other.pk for other in disowned]:
            raise WrongState
        for other in disowned:
            _close(other, now)
    return disowned


def _close(case: Case, now: datetime) -> None:
    # A worker takes every step under a lock on the request, so none is under way.
    due = Job.objects.filter(case=case, state=JobState.DUE)
    due.update(state=JobState.CANCELLED, lease_until=None, ended_at=now)
    Export.objects.filter(case=case).delete()
    DownloadCode.objects.filter(case=case).delete()
    was_confirmed = case.confirmed_at is not None
    deciding.close(case=case, state=State.DISOWNED, event=EventKind.DISOWNED, staff=None, now=now)
    facts: journal.Facts = {"case": case.pk, "was_confirmed": was_confirmed}
    journal.append(stream=STREAM, event="dsar.disowned", facts=facts, now=now)


def _has_begun(case: Case) -> bool:
    """Tell whether an erasure has deleted something, or has ended: it cannot be undone by closing the request."""
    erasures = Job.objects.filter(case=case, kind=JobKind.ERASURE)
    is_running = erasures.filter(state=JobState.DUE).exclude(step=Step.PLAN).exists()
    has_ended = erasures.filter(state__in=(JobState.DONE, JobState.WAITING)).exists()
    return is_running or has_ended or (case.state in CLOSED and not Export.objects.filter(case=case).exists())
