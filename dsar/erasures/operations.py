"""Erase a person: the steps of an erasure job."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey, Model, Q

from dsar.cases import deciding
from dsar.cases.enums import EventKind, State, Step
from dsar.cases.models import Case, Contact, Job
from dsar.erasures.errors import NotErased
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.erasure import operations as erasure
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention.models import LegalHold

ERASED_LETTER = "dsar.erased"
ERASED, FORGOTTEN = "dsar.erased", "dsar.forgotten"  # kinds of ledger line
_MOST_ROUNDS = 3
Plan = dict[str, list[str]]


def plan_for(address: str, now: datetime) -> Plan:
    """Return the ids that an erasure is to delete, referring rows first, without the addresses of requests."""
    plan = _ids(personal_rows.erasable(address, now))
    return {label: ids for label, ids in plan.items() if ids}


def _ids(groups: Iterable[PersonalRows]) -> Plan:
    # The address of the request is deleted last, once the person has had the letter.
    others = [group for group in groups if group.data.model is not Contact]
    return {group.label: [str(pk) for pk in group.rows.values_list("pk", flat=True)] for group in leaf_to_root(others)}


def leaf_to_root(groups: Iterable[PersonalRows]) -> list[PersonalRows]:
    """Order models so that each comes after those with a foreign key to it."""
    waiting, ordered = sorted(groups, key=lambda group: group.label), list[PersonalRows]()
    while waiting:
        models = [group.data.model for group in waiting]
        free = [group for group in waiting if not _is_referenced(group.data.model, models)] or waiting[:1]
        ordered += free
        waiting = [group for group in waiting if group not in free]
    return ordered


def _is_referenced(model: type[Model], others: Sequence[type[Model]]) -> bool:
    return any(
        isinstance(field, ForeignKey) and field.related_model is model
        for other in others
        if other is not model
        for field in other._meta.concrete_fields
    )


def delete_planned(plan: Plan) -> dict[str, int]:
    """Delete the planned rows in their order, with the rows that cascade; return the planned number of each model.

    A row that somebody else deleted meanwhile is counted too.
    """
    for label, ids in plan.items():
        apps.get_model(label)._base_manager.filter(pk__in=ids).delete()
    return {label: len(ids) for label, ids in plan.items()}


def plan(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Fix which rows to delete before deleting the first."""
    job.plan = plan_for(Contact.objects.get(case=case).email, now)
    return Step.CARRY_OUT


def carry_out(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Delete the planned rows and the person's unconfirmed requests; stop using the rows on legal hold."""
    address = Contact.objects.get(case=case).email
    unconfirmed = Case.objects.filter(state=State.UNVERIFIED, contact__email=address)
    others = [f"{Case._meta.label_lower}:{pk}" for pk in unconfirmed.values_list("pk", flat=True)]
    unconfirmed.delete()
    for group, _hold in _on_hold(address, now):
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


def ids_on_hold(address: str, now: datetime) -> Plan:
    """Return the ids that a legal hold keeps from an erasure, without the addresses of requests."""
    return _ids(group for group, _hold in _on_hold(address, now))


def _on_hold(address: str, now: datetime) -> Iterator[tuple[PersonalRows, LegalHold]]:
    return personal_rows.on_hold(personal_rows.rows_by_model(address), now)


def check(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Search again and plan again if there are rows. Raises ``NotErased`` after several rounds, for staff to see."""
    address = Contact.objects.get(case=case).email
    left = plan_for(address, now)
    rounds = job.result.get("rounds", 0) + 1
    if left and rounds >= _MOST_ROUNDS:
        raise NotErased
    job.result = job.result | {"rounds": rounds, "kept": _kept(address, now)}
    return Step.PLAN if left else Step.TELL


def _kept(address: str, now: datetime) -> list[dict[str, str | int | None]]:
    """List the rows that are kept, by model, with the last day and the hold."""
    lines: list[dict[str, str | int | None]] = []
    for group in personal_rows.kept(address):
        # The letter has a sentence of its own about the request itself.
        rows = 0 if group.data.model._meta.app_label == "dsar" else group.rows.count()
        if rows:
            end = personal_rows.kept_until(group)
            lines.append({"model": group.label, "rows": rows, "until": end.isoformat() if end else None})
    for group, hold in _on_hold(address, now):
        until = local_date(hold.ends_at - timedelta(microseconds=1)).isoformat()
        lines.append({"model": group.label, "rows": group.rows.count(), "until": until, "hold": hold.reason})
    return lines


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
    job.plan = ids_on_hold(address, now)
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
