"""The steps of a job that erases a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import ForeignKey, Model, Q

from dsar.cases import deciding
from dsar.cases.enums import EventKind, State, Step
from dsar.cases.models import Case, Contact, Job
from dsar.erasures.errors import NotErased
from dsar.people import personal_rows as held
from dsar.people.personal_rows import Held
from privacy.erasure import operations as ledger
from privacy.inventory import declarations
from privacy.journal import operations as journal
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters
from privacy.letters.models import Letter

ERASED_LETTER = "dsar.erased"
ERASED, FORGOTTEN = "dsar.erased", "dsar.forgotten"  # in the ledger
_MOST_ROUNDS = 3
Plan = dict[str, list[str]]


def plan_for(address: str, now: datetime) -> Plan:
    """Return the ids that an erasure is to delete, leaf before root. The address of the request itself goes last."""
    found = [one for one in held.erasable(address, now) if one.data.model is not Contact]
    plan = {one.label: [str(pk) for pk in one.rows.values_list("pk", flat=True)] for one in leaf_to_root(found)}
    return {label: ids for label, ids in plan.items() if ids}


def leaf_to_root(found: Iterable[Held]) -> list[Held]:
    """Order models so that each comes after those that point at it."""
    waiting, ordered = sorted(found, key=lambda one: one.label), list[Held]()
    while waiting:
        models = [one.data.model for one in waiting]
        free = [one for one in waiting if not _is_pointed_at(one.data.model, models)] or waiting[:1]
        ordered += free
        waiting = [one for one in waiting if one not in free]
    return ordered


def _is_pointed_at(model: type[Model], others: Sequence[type[Model]]) -> bool:
    return any(
        isinstance(field, ForeignKey) and field.related_model is model
        for other in others
        if other is not model
        for field in other._meta.concrete_fields
    )


def delete_planned(plan: Plan) -> dict[str, int]:
    """Delete what was planned, in its order, and return how many rows of each planned model went.

    What a deleted row carries with it goes too; a row that somebody else deleted meanwhile counts as gone.
    """
    models = {data.model._meta.label_lower: data.model for data in declarations.all_personal()}
    gone: dict[str, int] = {}
    for label, ids in plan.items():
        models[label]._base_manager.filter(pk__in=ids).delete()
        gone[label] = len(ids)
    return gone


def plan(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Freeze which rows go, before the first of them does."""
    job.plan = plan_for(Contact.objects.get(case=case).email, now)
    return Step.CARRY_OUT


def carry_out(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Delete the plan, and the person's requests that nobody confirmed, in one transaction; use no more what stays."""
    address = Contact.objects.get(case=case).email
    unconfirmed = Case.objects.filter(state=State.UNVERIFIED, contact__email=address)
    others = [f"{Case._meta.label_lower}:{pk}" for pk in unconfirmed.values_list("pk", flat=True)]
    unconfirmed.delete()
    restrict(address, now)
    erase_planned(job=job, case=case, now=now, others=others)
    return Step.CHECK


def erase_planned(*, job: Job, case: Case, now: datetime, others: Sequence[str] = ()) -> None:
    """Delete the plan, and say in the ledger which rows went, those of ``others`` too; the caller saves the job."""
    gone = delete_planned(job.plan)
    rows: list[journal.Fact] = [f"{label}:{pk}" for label, ids in job.plan.items() for pk in ids]
    rows += others
    ledger.note(kind=ERASED, facts={"case": case.pk, "job": job.pk, "rows": rows}, now=now)
    erased = job.result.get("erased", {})
    job.result = {"erased": {label: erased.get(label, 0) + gone.get(label, 0) for label in {*erased, *gone}}}
    models: list[journal.Fact] = [f"{label}:{rows}" for label, rows in sorted(gone.items())]
    facts: dict[str, journal.Fact | list[journal.Fact]]
    facts = {"case": case.pk, "job": job.pk, "rows": sum(gone.values()), "models": models}
    journal.append(stream="dsar", event="dsar.erased", facts=facts, now=now)


def restrict(address: str, now: datetime) -> None:
    """Stop using what stays for a legal hold alone (GDPR Art. 18(1), LAW D-37)."""
    for one, _hold in held.on_hold(address, now):
        if one.data.restrict is not None:
            one.data.restrict(one.rows, now)


def held_back(address: str, now: datetime) -> Plan:
    """Return the ids of what a legal hold keeps from an erasure; the address of a request has a way of its own."""
    found = (one for one, _hold in held.on_hold(address, now) if one.data.model is not Contact)
    return {one.label: [str(pk) for pk in one.rows.values_list("pk", flat=True)] for one in leaf_to_root(found)}


def check(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Search again. What came in meanwhile is planned again; what cannot be deleted ends the job for staff to see."""
    address = Contact.objects.get(case=case).email
    left = plan_for(address, now)
    rounds = job.result.get("rounds", 0) + 1
    if left and rounds >= _MOST_ROUNDS:
        raise NotErased
    job.result = job.result | {"rounds": rounds, "kept": _kept(address, now)}
    return Step.PLAN if left else Step.TELL


def _kept(address: str, now: datetime) -> list[dict[str, str | int | None]]:
    """List what stays; of the request itself the letter tells in a sentence of its own."""
    found: list[dict[str, str | int | None]] = []
    for one in held.kept(address):
        rows = 0 if one.data.model._meta.app_label == "dsar" else one.rows.count()
        if rows:
            end = held.kept_until(one)
            found.append({"model": one.label, "rows": rows, "until": end.isoformat() if end else None})
    for one, hold in held.on_hold(address, now):
        until = local_date(hold.ends_at - timedelta(microseconds=1)).isoformat()
        found.append({"model": one.label, "rows": one.rows.count(), "until": until, "hold": hold.reason})
    return found


def tell(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Close the request, post the letter that says what is gone and what is kept, and mark the addresses to go.

    What a hold keeps is left in the plan: the job waits for it (``dsar.erasures.on_hold``).

    Nothing is told before the erasure is in the ledger, where a restore cannot undo it: ``LedgerError`` or ``OSError``.
    """
    ledger.copy()
    address = Contact.objects.get(case=case).email
    Contact.objects.of(address).update(is_forgotten_when_told=True)
    deciding.close(case=case, state=State.DONE, event=EventKind.ERASED, staff=None, now=now)
    letters.post(kind=ERASED_LETTER, object_id=case.pk, now=now)
    facts = {"case": case.pk, "job": job.pk, "kept": sum(one["rows"] for one in job.result["kept"])}
    journal.append(stream="dsar", event="dsar.told", facts=facts, now=now)
    job.plan = held_back(address, now)
    return None


def forget_told(*, now: datetime) -> int:
    """Delete the addresses of erased people who have had their last letter; return how many went.

    An address that another, still open request needs stays until that is answered too. Where a letter could not be
    sent the address stays for staff to see, and goes with its own retention rule.
    """
    gone = 0
    marked = Contact.objects.filter(is_forgotten_when_told=True, is_open=False)
    for case_id in marked.values_list("case_id", flat=True):
        with transaction.atomic():
            contact = marked.select_for_update(skip_locked=True).filter(pk=case_id).first()
            if contact is None or _untold(case_id) or held.is_on_hold(contact, now):
                continue
            contact.delete()
            ledger.note(kind=FORGOTTEN, facts={"case": case_id}, now=now)
            journal.append(stream="dsar", event="dsar.forgotten", facts={"case": case_id}, now=now)
            gone += 1
    return gone


def _untold(case_id: UUID) -> bool:
    """Tell whether a letter about the request waits or was given up; one that had nothing to say does not count."""
    waits_or_failed = Q(ended_at__isnull=True) | ~Q(last_error="")
    return Letter.objects.filter(waits_or_failed, object_id=case_id, is_sent=False).exists()


def tell_at_once(*, case_id: UUID, now: datetime) -> None:
    """Send the last letter now rather than with the next tick, and let go of the address."""
    letter = Letter.objects.unsent().filter(kind=ERASED_LETTER, object_id=case_id).first()
    if letter is not None:
        letters.send(letter_id=letter.pk, now=now)
    forget_told(now=now)
