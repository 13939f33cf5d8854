"""Checks of the promises about requests and answers, on trial requests and on the requests in the database."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext_lazy

from dsar.cases import asking, unanswered
from dsar.cases.copies import archive, information
from dsar.cases.deadline_check import answered_in_time
from dsar.cases.enums import EventKind, Ground, Right, State, grounds_for
from dsar.cases.errors import ReasonsMissing
from dsar.cases.letters import emails
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.people import canary, personal_rows
from privacy.inventory.declarations import title_of
from privacy.inventory.enums import Origin, StopCause
from privacy.inventory.profiles import field_label, profile_fields
from privacy.inventory.stopping import used_after_stop
from privacy.law.deadlines import answer_deadline
from privacy.register.frozen.rows import Controller
from privacy.register.promises.phrases import few, joined, remarked, said
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unknowable, unproven
from privacy.register.purposes.queries import current_controller
from privacy.retention.errors import UnknownRule

# Events that need a decision by staff; a machine may only carry them out.
_DECISIONS = (EventKind.APPROVED, EventKind.EXTENDED, EventKind.PROPOSED, EventKind.REFUSED)
_OBJECTIONS = (Right.OBJECTION, Right.OTHER_USE)
# Answers to a request. Without one of them a closed request only looks answered.
_ANSWERS = (
    *(EventKind.ANSWERED, EventKind.READY, EventKind.ERASED, EventKind.PASSED_ON),
    *(EventKind.CORRECTED, EventKind.RESTRICTED),
)

unknowable(
    "P6",
    reason=gettext_lazy(
        "The agreements with our customers are kept outside this system, and only a person can see that a request is "
        "about data in a product, and send it on to the customer who decides over it."
    ),
)


@promise("P12")
@answered_in_time(Right.OBJECTION)
@answered_in_time(Right.OTHER_USE)
def objections_are_heard(facts: Facts) -> Verdict:
    """Check that an objection has had its effect: nothing that it ended went on, and no profile continues.

    Also that a trial objection opens a case and that none is late.
    """
    fields = [field_label(data, name) for data, name in profile_fields() if not data.stops_at(StopCause.OBJECTION)]
    late = unanswered.late(_OBJECTIONS, facts.now)
    figure = _("%(waiting)s objections wait, %(late)s too long; %(profiles)s profiles") % {
        "waiting": Case.objects.unanswered().filter(right__in=_OBJECTIONS).count(),
        "late": late,
        "profiles": len(fields),
    }
    if used := [
        remarked(said(title_of, data.model._meta.label_lower), uses)
        for data, uses in used_after_stop(StopCause.OBJECTION)
    ]:
        return broken(figure, _("Went on after an objection: %s.") % few(used))
    for right in _OBJECTIONS:
        if problem := _problem_with_asking(right, facts):
            return broken(figure, problem)
    if late:
        return broken(figure, _("An objection was not answered by its last day."))
    if fields:
        return unproven(figure, _("Nothing stops these for who has objected: %s.") % few(fields))
    return kept(figure)


@promise("P31")
@answered_in_time(Right.INFORMATION)
def information_is_complete(facts: Facts) -> Verdict:
    """Check that the information for a test person explains each kind of data, each recipient and the rights."""
    # Before the test rows: a row about a transfer brings an invented recipient with it.
    recipients = information.sheet((), facts.now)["recipients"]
    with canary.planted(facts.now) as person:
        sheet = information.sheet(personal_rows.counts(person.address), facts.now)
    empty = [
        f"{entry['title']}: {name}"
        for entry in sheet["held"]
        for name in ("categories", "purpose", "legal_basis", "retention", "retention_from", "sources")
        if not entry[name]
    ]
    empty += [
        f"{recipient['name']}: {name}"
        for recipient in recipients
        for name in ("name", "role", "does", "countries")
        if not recipient[name]
    ]
    empty += [name for name in ("rights", "automated") if not sheet[name]]
    empty += [f"controller: {name}" for name in ("name", "contact_email") if not sheet["controller"].get(name)]
    empty += [f"complaint: {name}" for name in ("authority", "url") if not sheet["complaint"][name]]
    figure = _("%(held)s kinds of data and %(recipients)s recipients explained") % {
        "held": len(sheet["held"]),
        "recipients": len(recipients),
    }
    if empty:
        return broken(figure, _("The information lacks: %s.") % few(empty))
    if person.failed:
        return unproven(figure, _("No test row could be made for: %s.") % joined(person.failed))
    return kept(figure)


@promise("P36")
@answered_in_time(Right.AUTOMATED)
def people_decide(facts: Facts) -> Verdict:
    """Check that an account made every decision on a request and that no request changed state without a decision."""
    decided = CaseEvent.objects.filter(kind__in=_DECISIONS)
    alone = decided.filter(staff__isnull=True).count()
    figure = _("%(count)s decisions on requests, %(alone)s without a person") % {
        "count": decided.count(),
        "alone": alone,
    }
    if alone:
        return broken(figure, _("A request was decided and no account stands behind it."))
    made = CaseEvent.objects.filter(case=OuterRef("pk"))
    undecided = Case.objects.filter(
        Q(state=State.REFUSED) & ~Exists(made.filter(kind=EventKind.REFUSED))
        | Q(state=State.WORKING) & ~Exists(made.filter(kind=EventKind.APPROVED))
        | Q(state=State.DONE) & ~Exists(made.filter(kind__in=_ANSWERS))
        | Q(state=State.WITHDRAWN) & ~Exists(made.filter(kind=EventKind.WITHDRAWN))
    )
    if count := undecided.count():
        return broken(figure, _("%(count)s requests changed state without anybody's decision.") % {"count": count})
    if problem := _problem_with_asking(Right.AUTOMATED, facts):
        return broken(figure, problem)
    return kept(figure)


@promise("P37")
@answered_in_time(Right.PORTABILITY)
def portable_copy_can_be_read_by_machines(facts: Facts) -> Verdict:
    """Check that schema, JSON and CSV of a test file agree and include observed but no inferred data."""
    with canary.planted(facts.now) as person:
        content = archive.build(
            address=person.address,
            right=Right.PORTABILITY,
            reference="canary",
            language=settings.LANGUAGE_CODE,
            now=facts.now,
        )
    files = archive.texts(content)
    data, schema = json.loads(files["data.json"])["tables"], json.loads(files["schema.json"])["tables"]
    wrong = [problem for label, table in data.items() for problem in _misfits(label, table, schema, files)]
    origins = {field["origin"] for fields in schema.values() for field in fields}
    figure = _("%(tables)s tables with %(fields)s fields read back") % {
        "tables": len(data),
        "fields": sum(len(fields) for fields in schema.values()),
    }
    if str(Origin.INFERRED) in origins:
        wrong.append(_("what we concluded is in it"))
    if not {str(Origin.PROVIDED), str(Origin.OBSERVED)} <= origins:
        wrong.append(_("what was given or observed is not in it"))
    if not Right.PORTABILITY.takes_message:
        wrong.append(_("the form does not ask where to send it"))
    return broken(figure, _("The portable file: %s.") % few(wrong)) if wrong else kept(figure)


@promise("P39")
def refusals_are_explained(facts: Facts) -> Verdict:
    """Check that every refusal has a lawful ground and reasons, and that a letter can be written on each ground."""
    refused = Case.objects.filter(state=State.REFUSED)
    wrong = [
        case.reference
        for case in refused.only("id", "right", "ground", "reasons").iterator()
        if case.ground not in grounds_for(case.which_right) or not case.reasons.strip()
    ]
    letters, unwritten, who = 0, [], current_controller()
    for right in Right:
        for ground in grounds_for(right):
            for code, _title in settings.LANGUAGES:
                letters += 1
                if not _can_refuse(right, ground, code, facts, who):
                    unwritten.append(f"{right} {ground} ({code})")
    figure = _("%(refused)s refusals, all explained; %(letters)s letters can be written") % {
        "refused": refused.count() - len(wrong),
        "letters": letters - len(unwritten),
    }
    if wrong:
        return broken(figure, _("Refused without a lawful ground or reasons: %s.") % few(wrong))
    if unwritten:
        return broken(figure, _("No letter can be written for: %s.") % few(unwritten))
    if not _is_guarded("case_refused_has_reasons", facts, right=Right.ACCESS):
        return broken(figure, _("The database no longer refuses a refusal without reasons."))
    if not _is_guarded("case_ground_belongs_to_right", facts, right=Right.OBJECTION, ground=Ground.COMPELLING):
        return broken(figure, _("The database no longer refuses a refusal of what nobody may refuse."))
    return kept(figure)


def _is_guarded(constraint: str, facts: Facts, **values: str) -> bool:
    """Tell whether a constraint refuses a refusal with these values; the attempt is rolled back."""
    case = Case(language=settings.LANGUAGE_CODE, state=State.REFUSED, received_at=facts.now, **values)
    case.reasons = "canary" if case.ground else ""
    case.set_deadline(answer_deadline(facts.now))
    case.confirmed_at = case.closed_at = case.retain_until = facts.now
    try:
        with _rolled_back():
            case.save(force_insert=True)
    except IntegrityError as error:
        return constraint in str(error)
    return False


def _can_refuse(right: Right, ground: Ground, language: str, facts: Facts, who: Controller) -> bool:
    """Tell whether a refusal can be written with its ground and its reasons."""
    case = Case(right=right, language=language, state=State.REFUSED, received_at=facts.now, confirmed_at=facts.now)
    case.set_deadline(answer_deadline(facts.now))
    case.ground, case.reasons = ground, "canary"
    try:
        _subject, text = emails.render("refused", case, {"link": ""}, who)
    except ReasonsMissing:
        return False
    with translation.override(language):
        return "canary" in text and str(ground.label) in text


def _misfits(
    label: str, table: Mapping[str, Any], schema: Mapping[str, Any], files: Mapping[str, str]
) -> Iterator[str]:
    names = [field["name"] for field in schema.get(label, [])]
    rows = list(csv.reader(io.StringIO(files.get(f"csv/{label}.csv", ""))))
    if any(list(row) != names for row in table["rows"]) or not names:
        yield _("%s is not what its schema says") % label
    if rows[:1] != [names] or len(rows) - 1 != len(table["rows"]):
        yield _("%s differs between CSV and JSON") % label


def _problem_with_asking(right: Right, facts: Facts) -> str:
    """Make a trial request, roll it back and return the problem in words, or an empty text."""
    address = f"canary-{uuid4().hex}@example.com"
    with _rolled_back():
        try:
            asking.ask(right=right, address=address, message="", language=settings.LANGUAGE_CODE, now=facts.now)
            contact = Contact.objects.of(address).get()
            case = asking.confirm(case_id=contact.case_id, now=facts.now)
        except (UnknownRule, Contact.DoesNotExist) as error:
            return _("A request could not be made (%(error)s).") % {"error": type(error).__name__}
        if case.state != State.OPEN or case.target_on != answer_deadline(facts.now).target_on:
            return _("A request that was made did not open with its deadline.")
    return ""


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
