"""Approve an erasure as staff saw it, and let it wait for the cooling-off."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import cooling_off, deciding
from dsar.cases.models import Case, Contact, Job
from dsar.cases.whose import addresses_of
from dsar.erasures import queries
from dsar.erasures.errors import PlanChanged
from dsar.erasures.queries import ErasurePlan
from privacy.letters import operations as letters

SCHEDULED_LETTER = "dsar.scheduled"


def approve(*, case: Case, plan: ErasurePlan, staff: User, now: datetime) -> Job:
    """Approve an erasure with the plan that staff saw; return its job.

    Unless it begins at once, the use of the data ends now, and the person is told when it will be erased and how to
    call it off. Raises ``PlanChanged`` if the data is no longer what was seen, and ``WrongState``.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        contact = Contact.objects.filter(case=case).first()
        if contact is None or queries.make_plan(addresses_of(contact), now) != plan:
            raise PlanChanged
        start = cooling_off.start_of(case, now)
        job = deciding.approve(case=case, staff=staff, now=now, plan=plan.rows, start=start)
        if job.starts_at is not None:
            job.result = {"planned": plan.as_result()}
            job.save(update_fields=["result"])
            cooling_off.end_use(case=case, now=now)
            letters.post(kind=SCHEDULED_LETTER, object_id=case.pk, now=now)
    return job
