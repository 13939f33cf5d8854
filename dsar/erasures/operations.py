"""Erase a person: the steps of an erasure job."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from dsar.cases import deciding
from dsar.cases.enums import EventKind, State, Step
from dsar.cases.models import Case, Contact, Job
from dsar.erasures import queries
from dsar.erasures.errors import NotErased, PlanChanged
from dsar.erasures.queries import Plan
from dsar.people import personal_rows
from privacy.erasure import operations as erasure
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.letters.models import Letter

ERASED_LETTER = "dsar.erased"
ERASED, FORGOTTEN = "dsar.erased", "dsar.forgotten"  # kinds of ledger line
_MOST_ROUNDS = 3


def delete_planned(plan: Plan) -> dict[str, int]:
    """Delete the planned rows in their order, with the rows that cascade; return the planned number of each model.

    A row that somebody else deleted meanwhile is counted too.
    """
    for label, ids in plan.items():
        apps.get_model(label)._base_manager.filter(pk__in=ids).delete()
    return {label: len(ids) for label, ids in plan.items()}


def plan(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Fix which rows to delete before deleting the first. Raises ``PlanChanged`` if staff saw fewer of them.

    What came in after the first deletion goes with the rest: it cannot be asked about without leaving half an erasure.
    """
    address = Contact.objects.get(case=case).email
    if "erased" not in job.result and queries.not_planned(job.plan, personal_rows.erasable(address, now)):
        raise PlanChanged
    job.plan = queries.plan_for(address, now)
    return Step.CARRY_OUT


def carry_out(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Delete the planned rows and the person's unconfirmed requests; stop using the rows on legal hold."""
    address = Contact.objects.get(case=case).email
    unconfirmed = queries.unconfirmed_requests(address)
    others = [f"{Case._meta.label_lower}:{pk}" for pk in unconfirmed.values_list("pk", flat=True)]
    unconfirmed.delete()
    for group, _hold in queries.on_hold(address, now):
        if group.data.restrict is not None:
            # Kept for the legal hold alone, so no longer used (GDPR Art. 18(1), LAW D-37).
            group.data.restrict(group.rows, now)
    erase_planned(job=job, case=case, now=now, others=others)
    return Step.CHECK


def erase_planned(*, job: Job, case: Case, now: datetime, others: Sequence[str] = ()) -> None:
    """Delete the planned rows; enter them and ``others`` in the ledger. The caller saves the job."""
    numbers = delete_planned(job.plan)
    rows: list[journal.Fact] = [f"{label}:{pk}" for label, ids in job.plan.items() for pk in ids]
    rows += others
    erasure.note(kind=ERASED, facts={"case": case.pk, "job": job.pk, "rows": rows}, now=now)
    erased = job.result.get("erased", {})
    job.result = {"erased": {label: erased.get(label, 0) + numbers.get(label, 0) for label in {*erased, *numbers}}}
    models: list[journal.Fact] = [f"{label}:{rows}" for label, rows in sorted(numbers.items())]
    facts: dict[str, journal.Fact | list[journal.Fact]]
    facts = {"case": case.pk, "job": job.pk, "rows": sum(numbers.values()), "models": models}
    journal.append(stream="dsar", event="dsar.erased", facts=facts, now=now)


def check(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Search again and plan again if there are rows. Raises ``NotErased`` after several rounds, for staff to see."""
    address = Contact.objects.get(case=case).email
    left = queries.plan_for(address, now)
    rounds = job.result.get("rounds", 0) + 1
    if left and rounds >= _MOST_ROUNDS:
        raise NotErased
    job.result = job.result | {"rounds": rounds, "kept": queries.kept_lines(address, now)}
    return Step.PLAN if left else Step.TELL


def tell(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Close the request, post the letter about the erasure and mark the addresses for deletion.

    Leaves the rows on legal hold in the plan, for which the job waits (``dsar.erasures.on_hold``). Raises
    ``LedgerError`` or ``OSError``.
    """
    # A restore cannot undo what is in the ledger's copy; only then may the person hear that the data is gone.
    erasure.copy()
    address = Contact.objects.get(case=case).email
    Contact.objects.of(address).update(is_forgotten_when_told=True)
    deciding.close(case=case, state=State.DONE, event=EventKind.ERASED, staff=None, now=now)
    letters.post(kind=ERASED_LETTER, object_id=case.pk, now=now)
    facts = {"case": case.pk, "job": job.pk, "kept": sum(line["rows"] for line in job.result["kept"])}
    journal.append(stream="dsar", event="dsar.told", facts=facts, now=now)
    job.plan = queries.ids_on_hold(address, now)
    return None


def forget_notified(*, now: datetime) -> int:
    """Delete the addresses of erased people whose last letter was sent; return how many.

    An address that another open request needs is kept until that is answered too. If a letter could not be sent,
    staff see the address until its own retention rule deletes it.
    """
    deleted = 0
    marked = Contact.objects.filter(is_forgotten_when_told=True, is_open=False)
    for case_id in marked.values_list("case_id", flat=True):
        with transaction.atomic():
            contact = marked.select_for_update(skip_locked=True).filter(pk=case_id).first()
            if contact is None or _has_unsent_letter(case_id) or personal_rows.is_on_hold(contact, now):
                continue
            contact.delete()
            erasure.note(kind=FORGOTTEN, facts={"case": case_id}, now=now)
            journal.append(stream="dsar", event="dsar.forgotten", facts={"case": case_id}, now=now)
            deleted += 1
    return deleted


def _has_unsent_letter(case_id: UUID) -> bool:
    """Tell whether a letter about the request waits or was given up."""
    # A letter that ended unsent without an error had no content; it does not count.
    waits_or_failed = Q(ended_at__isnull=True) | ~Q(last_error="")
    return Letter.objects.filter(waits_or_failed, object_id=case_id, is_sent=False).exists()


def send_last_letter(*, case_id: UUID, now: datetime) -> None:
    """Send the letter about an erasure now instead of with the next tick, and delete the address."""
    letter = Letter.objects.unsent().filter(kind=ERASED_LETTER, object_id=case_id).first()
    if letter is not None:
        letters.send(letter_id=letter.pk, now=now)
    forget_notified(now=now)
