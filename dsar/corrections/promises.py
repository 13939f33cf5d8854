"""Checks of the promises that data is corrected and restricted, on an invented person and on what was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import CharField, TextField
from django.utils.functional import Promise

from dsar.cases import asking
from dsar.cases.deadline_check import answered_in_time
from dsar.cases.enums import Right, State
from dsar.cases.models import Case, Contact
from dsar.corrections import operations as corrections
from dsar.corrections.models import Correction
from dsar.corrections.operations import Wrong
from dsar.corrections.queries import correctable_rows, make_key, split_key
from dsar.corrections.writing import refused_values
from dsar.people import canary, personal_rows
from privacy.inventory import declarations
from privacy.notices.models import Notice
from privacy.register.promises.phrases import few, joined
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.restriction import operations as restrictions
from privacy.restriction.enums import RestrictionCause
from privacy.restriction.guard import is_guarded
from privacy.restriction.guarding import honours_restriction
from privacy.restriction.models import Restriction

# Recipients are told as soon as possible; a month is the longest that the law gives us ourselves (Art. 12(3)).
_TOLD_WITHIN = timedelta(days=30)
_RIGHT_VALUE = "canary corrected"


@promise("P33")
@answered_in_time(Right.RECTIFICATION)
def corrections_change_the_rows(facts: Facts) -> Verdict:
    """Check that a trial correction changes a row, that none is done with nothing changed, and that recipients know."""
    done = Case.objects.filter(right=Right.RECTIFICATION, state=State.DONE)
    untold = Notice.objects.open().filter(made_at__lt=facts.now - _TOLD_WITHIN).count()
    figure = _("%(done)s corrections done; %(untold)s recipients not told within a month") % {
        "done": done.count(),
        "untold": untold,
    }
    if done.filter(corrected=0).exists():
        return broken(figure, _("A correction was closed as done and nothing was changed."))
    if untold:
        return broken(figure, _("A recipient has not been told of a change within a month."))
    with canary.planted(facts.now) as person, _rolled_back():
        problem = _problem_with_correcting(person.address, facts)
    if problem:
        return broken(figure, problem)
    if person.failed:
        return unproven(figure, _("No test row could be made for: %s.") % joined(person.failed))
    return kept(figure)


@promise("P35")
@answered_in_time(Right.RESTRICTION)
def restricted_rows_are_only_stored(facts: Facts) -> Verdict:
    """Check that restricted rows of every model are left out, and that a notice comes before the end."""
    in_force = Restriction.objects.in_force()
    figure = _("%(rows)s rows only stored") % {"rows": in_force.count()}
    if loose := [data for data in declarations.all_personal() if not honours_restriction(data)]:
        return broken(figure, _("Used although it is restricted: %s.") % few([data.title for data in loose]))
    if not _is_notice_needed(facts):
        return broken(figure, _("The database no longer refuses to lift a restriction without a notice."))
    with canary.planted(facts.now) as person, _rolled_back():
        if seen := _seen_under_restriction(person.address, facts):
            return broken(figure, _("Used although it is restricted: %s.") % few(seen))
    return kept(figure)


def _problem_with_correcting(address: str, facts: Facts) -> str:
    """Correct a value of an invented person and return what went wrong in words, or an empty text."""
    asking.ask(right=Right.RECTIFICATION, address=address, message="", language=settings.LANGUAGE_CODE, now=facts.now)
    asked = Contact.objects.of(address).filter(case__right=Right.RECTIFICATION, case__state=State.UNVERIFIED)
    case = asking.confirm(case_id=asked.latest("case__received_at").case_id, now=facts.now)
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state=State.DONE, closed_at=facts.now)
        return _("The database no longer refuses a correction that is done although nothing changed.")
    except IntegrityError:
        pass
    keys = [value.key for row in correctable_rows(address) for value in row.values if _is_text(value.key)]
    if not keys:
        return _("Nothing of what people fill in can be corrected.")
    staff = get_user_model()(pk=0)
    wrong = [Wrong(key=key, right_value=_RIGHT_VALUE) for key in keys]
    corrections.ask(case=case, wrong=wrong, now=facts.now)
    # A column may allow a few values only; how such an answer is refused is no matter of this promise.
    waiting = {one.pk: one for one in Correction.objects.waiting().filter(case=case)}
    refused = refused_values([*waiting.values()])
    corrections.decide(case=case, reasons_to_keep=refused, staff=staff, now=facts.now)
    changed = [make_key(one.model, one.row, one.field) for pk, one in waiting.items() if pk not in refused]
    stale = [key for key in changed if _value(key) != _RIGHT_VALUE]
    return _("A trial correction did not change: %s.") % few(stale) if stale else ""


def _is_text(key: str) -> bool:
    model, _row, field = split_key(key)
    column = apps.get_model(model)._meta.get_field(field)
    if not isinstance(column, CharField | TextField) or column.choices:
        return False
    return column.max_length is None or column.max_length >= len(_RIGHT_VALUE)


def _value(key: str) -> object:
    model, row, field = split_key(key)
    return apps.get_model(model)._base_manager.values_list(field, flat=True).get(pk=row)


def _seen_under_restriction(address: str, facts: Facts) -> list[str | Promise]:
    """Restrict an invented person and return the kinds of data that are still there for whoever uses them."""
    groups = [group for group in personal_rows.rows_by_model(address) if is_guarded(group.data.model)]
    case = Case(right=Right.RESTRICTION)
    restrictions.restrict(
        rows=[group.rows for group in groups], cause=RestrictionCause.REQUESTED, source=case.pk, now=facts.now
    )
    return [
        group.data.title
        for group in groups
        if group.data.model._default_manager.filter(pk__in=group.rows.values("pk")).exists()
    ]


def _is_notice_needed(facts: Facts) -> bool:
    """Tell whether the database refuses to lift a restriction without a notice; the attempt is rolled back."""
    try:
        with _rolled_back():
            Restriction.objects.create(
                model="canary",
                row="1",
                cause=RestrictionCause.REQUESTED,
                source=Case().pk,
                since=facts.now,
                lifted_at=facts.now,
            )
    except IntegrityError as error:
        return "restriction_ends_after_notice" in str(error)
    return False


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
