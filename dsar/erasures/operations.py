"""Erase a person: the steps of an erasure job."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dsar.cases import deciding
from dsar.cases.enums import EventKind, State, Step
from dsar.cases.models import Case, Contact, Job
from dsar.cases.paper import PaperLetter
from dsar.cases.told import ToldAddress
from dsar.cases.whose import addresses_of
from dsar.erasures import ledger_rows, queries, shares, undoing
from dsar.erasures.errors import NotErased, PlanChanged
from dsar.people import personal_rows
from dsar.people.models import SameAddress
from privacy.erasure import operations as erasure
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention.removal import operations as removals
from privacy.retention.removal.queries import RemovalPlan

ERASED_LETTER = "dsar.erased"
# Kinds of ledger line.
ERASED, MASKED, FORGOTTEN = "dsar.erased", "dsar.masked", "dsar.forgotten"
_MOST_ROUNDS = 3


def plan(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Fix which rows to delete before deleting the first. Raises ``PlanChanged`` if staff saw fewer of them.

    What came in after the first deletion goes with the rest: it cannot be asked about without leaving half an erasure.
    """
    address = addresses_of(Contact.objects.get(case=case))
    rows = queries.plan_for(address, now)
    if "erased" not in job.result and queries.not_planned(job.plan, rows):
        raise PlanChanged
    job.plan = rows
    return Step.CARRY_OUT


def carry_out(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Delete the planned rows and the person's unconfirmed requests; stop using what is kept; mask what others have.

    Plans again where something came in since: nothing goes that the plan of the job does not name.
    """
    address = addresses_of(Contact.objects.get(case=case))
    own = shares.shares_of(address, now)
    removal = shares.removal(own, address, now)
    rows = queries.as_ids(removal.deletes)
    if any({*ids} - {*job.plan.get(label, ())} for label, ids in rows.items()):
        return Step.PLAN
    # Named now: by what is erased they are found, and then nothing leads there.
    named = {
        "browsers": [*queries.lines_of_browsers(address)],
        "words_of_others": queries.words_of_others(own, removal),
    }
    job.result = job.result | {name: found or job.result.get(name, found) for name, found in named.items()}
    unconfirmed = queries.unconfirmed_requests(address)
    others = [f"{Case._meta.label_lower}:{pk}" for pk in unconfirmed.values_list("pk", flat=True)]
    unconfirmed.delete()
    for group in queries.only_stored(address, now):
        if group.data.restrict is not None:
            # Kept for one reason alone, so no longer used (GDPR Art. 18(1), LAW D-37).
            group.data.restrict(group.rows, now)
    erase(job=job, case=case, removal=removal, now=now, others=others)
    return Step.CHECK


def erase(*, job: Job, case: Case, removal: RemovalPlan, now: datetime, others: Sequence[str] = ()) -> None:
    """Carry out what was planned; enter what went, and ``others``, in the ledger. The caller saves the job."""
    owned: dict[str, journal.Fact | list[journal.Fact]] = {"case": case.pk, "job": job.pk}
    sealed = undoing.seal(job=job, case=case, removal=removal, now=now)
    numbers = carry_out_removal(removal=removal, facts=owned, now=now, others=others)
    masked = queries.count_masked(queries.as_lines(removal.clears))
    erased = _sum(job.result.get("erased", {}), numbers)
    job.result = job.result | {"erased": erased, "masked": job.result.get("masked", {}) | masked}
    if sealed is not None:
        job.result.setdefault("sealed_until", sealed.expires_at.isoformat())
    job.result.pop("planned", None)
    models: list[journal.Fact] = [f"{label}:{rows}" for label, rows in sorted(numbers.items())]
    facts: dict[str, journal.Fact | list[journal.Fact]]
    facts = {"case": case.pk, "job": job.pk, "rows": sum(numbers.values()), "models": models}
    journal.append(stream="dsar", event="dsar.erased", facts=facts, now=now)


def carry_out_removal(
    *, removal: RemovalPlan, facts: journal.Facts, now: datetime, others: Sequence[str] = ()
) -> dict[str, int]:
    """Delete and mask what was planned, and write it into the ledger row by row; return how many rows of each model."""
    # A restore masks first, as happens here: a key that is emptied does not take its row along.
    for clearing in removal.clears:
        names: list[journal.Fact] = [ledger_rows.name(clearing.model, key) for key in clearing.keys]
        what: dict[str, list[journal.Fact]] = {"fields": list(clearing.fields), "rows": names}
        if clearing.of:
            what["of"] = list(clearing.of)
        erasure.note(kind=MASKED, facts={**facts, **what}, now=now)
    removed = removals.carry_out(removal, now=now)
    rows: list[journal.Fact] = [ledger_rows.name(model, key) for model, keys in removed.items() for key in keys]
    rows += others
    erasure.note(kind=ERASED, facts={**facts, "rows": rows}, now=now)
    return {model._meta.label_lower: len(keys) for model, keys in removed.items()}


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {label: one.get(label, 0) + other.get(label, 0) for label in {*one, *other}}


def check(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Search again and plan again if there are rows. Raises ``NotErased`` after several rounds, for staff to see."""
    address = addresses_of(Contact.objects.get(case=case))
    left = queries.plan_for(address, now)
    rounds = job.result.get("rounds", 0) + 1
    if left and rounds >= _MOST_ROUNDS:
        raise NotErased
    job.result = job.result | {
        "rounds": rounds,
        "kept": [*queries.kept_lines(address, now), *job.result.get("browsers", [])],
    }
    return Step.PLAN if left else Step.TELL


def tell(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Close the request, post the letter about the erasure and mark the addresses for deletion.

    Leaves the rows on legal hold in the plan, for which the job waits (``dsar.erasures.on_hold``). Raises
    ``LedgerError`` or ``OSError``.
    """
    # A restore cannot undo what is in the ledger's copy; only then may the person hear that the data is gone.
    erasure.copy()
    address = addresses_of(Contact.objects.get(case=case))
    Contact.objects.filter(email__in=address).update(is_forgotten_when_told=True)
    deciding.close(case=case, state=State.DONE, event=EventKind.ERASED, staff=None, now=now)
    letters.post(kind=ERASED_LETTER, object_id=case.pk, now=now)
    facts = {"case": case.pk, "job": job.pk, "kept": sum(line["rows"] for line in job.result["kept"])}
    journal.append(stream="dsar", event="dsar.told", facts=facts, now=now)
    job.plan = queries.ids_on_hold(address, now)
    job.result = job.result | {"masks_on_hold": queries.masks_on_hold(address, now)}
    return None


def forget(contact: Contact) -> None:
    """Delete the address of a request, and what else knows it as the same person's or was told of a request."""
    addresses = addresses_of(contact)
    ToldAddress.objects.filter(email__in=addresses).delete()
    SameAddress.objects.filter(email__in=addresses).delete()
    contact.delete()


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
            forget(contact)
            erasure.note(kind=FORGOTTEN, facts={"case": case_id}, now=now)
            journal.append(stream="dsar", event="dsar.forgotten", facts={"case": case_id}, now=now)
            deleted += 1
    return deleted


def _has_unsent_letter(case_id: UUID) -> bool:
    """Tell whether a letter about the request waits, to be printed too, or was given up."""
    if PaperLetter.objects.filter(case=case_id).exists():
        return True
    # A letter that ended unsent without an error had no content; it does not count.
    waits_or_failed = Q(ended_at__isnull=True) | ~Q(last_error="")
    return Letter.objects.filter(waits_or_failed, object_id=case_id, is_sent=False).exists()


def send_last_letter(*, case_id: UUID, now: datetime) -> None:
    """Send the letter about an erasure now instead of with the next tick, and delete the address."""
    letter = Letter.objects.unsent().filter(kind=ERASED_LETTER, object_id=case_id).first()
    if letter is not None:
        letters.send(letter_id=letter.pk, now=now)
    forget_notified(now=now)
