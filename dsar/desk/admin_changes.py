"""Decisions that change what is held about a person: corrections and restrictions."""

from datetime import datetime
from typing import cast

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Right, State
from dsar.cases.models import Case
from dsar.corrections import operations as corrections
from dsar.corrections.models import Correction
from dsar.corrections.operations import Wrong
from dsar.desk import consequences
from dsar.desk.decision import Decision
from dsar.desk.forms import AmendForm, DecideForm, LiftForm, RestrictForm
from dsar.restrictions import operations as restrictions
from dsar.restrictions.queries import may_announce_end, restrictable
from privacy.staff.consequences import Consequences


def _correct(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    reasons = cast("DecideForm", form).reasons_to_keep()
    return corrections.decide(case=case, reasons_to_keep=reasons, staff=staff, now=now)


def _amend(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    given = form.cleaned_data
    if given["place"].strip():
        return corrections.add_elsewhere(
            case=case, place=given["place"], new=given["right_value"], staff=staff, now=now
        )
    wrong = [Wrong(key=given["value"], right_value=given["right_value"])]
    return corrections.ask(case=case, wrong=wrong, staff=staff, now=now)


def is_restrictable(case: Case, _now: datetime) -> bool:
    return case.state == State.OPEN and case.right == Right.RESTRICTION and bool(restrictable(case))


CHANGES = (
    Decision(
        name="correct",
        title=_("Decide the corrections"),
        button=_("Correct and tell the person"),
        then=_("Each value is changed or stays as it is. All are changed at once, and whoever got the data is told."),
        done=_("Decided. The person is told."),
        is_open_to=lambda case, _now: (
            case.state == State.OPEN and Correction.objects.waiting().filter(case=case).exists()
        ),
        form=lambda data, case: DecideForm(data, case=case),
        do=_correct,
        shows=consequences.of_corrections,
        shows_data=True,
    ),
    Decision(
        name="amend",
        title=_("Write down what is wrong"),
        button=_("Write it down"),
        then=_("For what the person wrote in a message. It changes nothing yet: the corrections are decided together."),
        done=_("Written down. Decide it when all are there."),
        is_open_to=lambda case, _now: case.state == State.OPEN and case.right == Right.RECTIFICATION,
        form=lambda data, case: AmendForm(data, case=case),
        do=_amend,
        shows=consequences.of_amendment,
        shows_data=True,
        is_work=True,
    ),
    Decision(
        name="restrict",
        title=_("Only store the data"),
        button=_("Restrict and tell the person"),
        then=_("Nobody uses it from then on: no page of staff, no mail, no profile. It is used again after a notice."),
        done=_("Restricted. The person is told."),
        is_open_to=is_restrictable,
        form=lambda data, case: RestrictForm(data, case=case),
        do=lambda case, form, staff, now, _seen: restrictions.restrict_person(
            case=case, kinds=form.cleaned_data["kinds"], staff=staff, now=now
        ),
        shows=consequences.of_restriction,
    ),
    Decision(
        name="lift",
        title=_("Use the data again"),
        button=_("Send the notice"),
        then=_("The person is told first. The data is used again when that letter has been sent, and not before."),
        done=_("The notice is on its way."),
        is_open_to=lambda case, _now: case.right == Right.RESTRICTION and may_announce_end(case),
        form=lambda data, case: LiftForm(data),
        do=lambda case, form, staff, now, _seen: restrictions.announce_end(
            case=case, reason=form.cleaned_data["reason"], staff=staff, now=now
        ),
        shows=consequences.of_lifting,
    ),
)
