"""Checks of the promises about copies, erasure and complaints, on the data of an invented person."""

import json
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings

from dsar.cases.copies import archive
from dsar.cases.deadline_check import answered_in_time
from dsar.cases.enums import Ground, JobKind, JobState, Right, State, Step
from dsar.cases.errors import ReasonsMissing
from dsar.cases.letters import emails
from dsar.cases.models import Case, Contact, Job
from dsar.erasures import operations as erasures
from dsar.erasures.queries import Plan, as_ids, removal_of
from dsar.people import canary, personal_rows
from privacy.inventory import declarations, tables
from privacy.inventory.declarations import title_of
from privacy.law.deadlines import answer_deadline, local_date
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined, remarked, said
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.register.statements import rendering
from privacy.retention.removal import operations as removals
from privacy.retention.removal.enums import Stay
from privacy.retention.removal.queries import RemovalPlan

_GRACE = timedelta(days=1)  # the worker begins within seconds: a day later shows that it does not
_EMPTY = {"link": "", "cancel_link": "", "erased": [], "kept": []}


@promise("P32")
@answered_in_time(Right.ACCESS)
def copy_is_complete(facts: Facts) -> Verdict:
    """Check that the copy has every value of a test person and that every table is declared."""
    with canary.planted_pair(facts.now) as (person, other):
        content = archive.build(
            address=person.address,
            right=Right.ACCESS,
            reference="canary",
            language=settings.LANGUAGE_CODE,
            now=facts.now,
        )
        text = archive.texts(content)
    others = {mark: name for name, mark in other.marks.items() if mark not in {*person.marks.values(), other.address}}
    foreign = sorted(name for mark, name in others.items() if mark in text["data.json"])
    expected = {name: mark for name, mark in person.marks.items() if _is_in_copy(name)}
    missing = sorted(
        name for name, mark in expected.items() if mark not in text["data.json"] or mark not in text["index.html"]
    )
    absent = sorted(label for label in person.planted if label not in json.loads(text["data.json"])["tables"])
    figure = _("%(fields)s planted values in %(models)s models found in the copy") % {
        "fields": len(expected) - len(missing),
        "models": len(person.planted) - len(absent),
    }
    if faulty := sorted({label for label, _fault in personal_rows.faulty()}):
        return broken(figure, _("Nobody is found in: %s.") % joined(faulty))
    if foreign:
        return broken(figure, _("About somebody else, and in the copy: %s.") % joined(foreign))
    if missing or absent:
        return broken(figure, _("Not in the copy: %s.") % joined([*absent, *missing]))
    if unknown := tables.unknown():
        return broken(figure, _("The register does not know, and no copy looks into: %s.") % joined(unknown))
    if lost := [remarked(said(title_of, label), count) for label, count in personal_rows.unreachable()]:
        return broken(figure, _("Rows that no address finds: %s.") % joined(lost))
    return _unless_failed(person, figure)


@promise("P34")
@answered_in_time(Right.ERASURE)
def erasure_is_complete(facts: Facts) -> Verdict:
    """Check that an erasure removes every row of a test person but those declared as kept, and none of another's."""
    with canary.planted_pair(facts.now) as (person, other):
        before = {count.data.model: count.rows for count in personal_rows.counts(other.address)}
        plan = removal_of(person.address, facts.now)
        removed = removals.carry_out(plan, now=facts.now)
        for contact in Contact.objects.of(person.address):
            erasures.forget(contact)
        left = _left(person.address, plan, facts)
        after = {count.data.model: count.rows for count in personal_rows.counts(other.address)}
        lost = [said(title_of, model._meta.label_lower) for model, rows in before.items() if after.get(model) != rows]
        unplanned = [said(title_of, label) for label in _different(as_ids(plan.deletes), as_ids(removed))]
        rows = sum(map(len, removed.values()))
        kept_models = [group.label for group in personal_rows.kept(person.address) if group.rows.exists()]
    late, beyond = _not_begun(facts.now)
    figure = _("%(rows)s planted rows erased, %(kept)s models keep theirs for a declared reason") % {
        "rows": rows,
        "kept": len(kept_models),
    }
    if left:
        return broken(figure, _("Left after the erasure: %s.") % joined(left))
    if lost:
        return broken(figure, _("Of somebody else, and gone with the erasure: %s.") % joined(lost))
    if unplanned:
        return broken(figure, _("Planned and not what was erased: %s.") % joined(unplanned))
    if late:
        return broken(figure, _("%(count)s approved erasures did not begin at their time.") % {"count": late})
    if beyond:
        return broken(figure, _("%(count)s approved erasures wait beyond their last lawful day.") % {"count": beyond})
    return _unless_failed(person, figure)


def _different(planned: Plan, erased: Plan) -> list[str]:
    """Return the models of which not exactly the planned rows were erased."""
    return sorted(label for label in {*planned, *erased} if {*planned.get(label, ())} != {*erased.get(label, ())})


def _left(address: str, plan: RemovalPlan, facts: Facts) -> list[str]:
    """Return the models in which something still leads to an erased person, without what the law keeps."""
    needed = {row for row, (why, _by) in plan.stays.items() if why in (Stay.KEPT, Stay.HELD)}
    return [
        group.label
        for group in personal_rows.erasable(address, facts.now)
        if {(group.data.model, key) for key in group.rows.values_list("pk", flat=True)} - needed
    ]


def _not_begun(now: datetime) -> tuple[int, int]:
    """Count the approved erasures that should have begun, and those that wait beyond the deadline of their request."""
    waiting = Job.objects.filter(kind=JobKind.ERASURE, state=JobState.DUE, step=Step.PLAN, starts_at__isnull=False)
    late = waiting.filter(starts_at__lt=now - _GRACE).count()
    waits = waiting.select_related("case").only("starts_at", "case__latest_on")
    beyond = sum(job.starts_at is not None and local_date(job.starts_at) > job.case.latest_on for job in waits)
    return late, beyond


@promise("P40")
def complaint_right_is_stated(facts: Facts) -> Verdict:
    """Every letter that decides something, and the policy itself, say where to complain, in every language."""
    url = facts.register.controller.authority_url
    if not url:
        return broken("0", _("Nobody has entered which authority supervises the controller."))
    kinds = [name for name, kind in emails.KINDS.items() if kind.is_decision]
    lacking = [
        f"{name} ({code})"
        for name in kinds
        for code, _title in settings.LANGUAGES
        if url not in _letter(name, code, facts)
    ]
    policies = facts.once("policy", lambda: rendering.texts(facts.register))
    lacking += [f"policy ({code})" for code, html in policies.items() if url not in html]
    figure = _("%(letters)s kinds of letter in %(languages)s languages, and the policy") % {
        "letters": len(kinds),
        "languages": len(settings.LANGUAGES),
    }
    return broken(figure, _("No right to complain in: %s.") % joined(lacking)) if lacking else kept(figure)


def _is_in_copy(name: str) -> bool:
    label, _dot, field = name.rpartition(".")
    fields = declarations.personal_data(apps.get_model(label)).fields
    return field in fields and fields[field].in_copy


def _unless_failed(person: canary.Canary, figure: str) -> Verdict:
    if person.failed:
        return unproven(figure, _("No test row could be made for: %s.") % joined(person.failed))
    return kept(figure)


def _letter(kind: str, language: str, facts: Facts) -> str:
    """Return a letter about an invented request, or an empty text if it cannot be composed."""
    case = Case(
        right=Right.ACCESS, language=language, state=State.REFUSED, received_at=facts.now, confirmed_at=facts.now
    )
    case.set_deadline(answer_deadline(facts.now))
    case.ground, case.reasons, case.extension_reason = Ground.UNIDENTIFIED, "canary", "canary"
    try:
        _subject, text = emails.render(kind, case, {**_EMPTY, "expires_at": facts.now, "starts_at": facts.now})
    except ReasonsMissing:
        return ""
    return text
