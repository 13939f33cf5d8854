"""Admin pages for the decisions on a request: each describes the consequence and carries it out on POST."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsar.cases import clock, cooling_off, deciding, identity
from dsar.cases import messages as messages_about
from dsar.cases.enums import EventKind, JobState, Right, State
from dsar.cases.errors import (
    GroundNotAllowed,
    NothingCorrected,
    ReasonsMissing,
    SecondPersonNeeded,
    TooLateToAsk,
    TooLateToExtend,
    WrongState,
)
from dsar.cases.grounds import grounds_here
from dsar.cases.models import Case, Contact, Job
from dsar.corrections import operations as corrections
from dsar.corrections.errors import NotDecided, NotTheirs, ValueChanged
from dsar.corrections.models import Correction
from dsar.corrections.operations import Wrong
from dsar.desk import consequences
from dsar.desk.forms import (
    AmendForm,
    AnswerForm,
    DecideForm,
    ExtendForm,
    IdentityForm,
    LiftForm,
    NoteForm,
    RefuseForm,
    ReopenForm,
    RestrictForm,
    WriteForm,
)
from dsar.erasures import approving
from dsar.erasures.errors import PlanChanged
from dsar.erasures.queries import ErasurePlan
from dsar.errors import DsarError
from dsar.fulfilment import operations as fulfilment
from dsar.restrictions import operations as restrictions
from dsar.restrictions.errors import NothingToRestrict
from dsar.restrictions.queries import may_announce_end, restrictable
from privacy.inventory.collecting import staff_form
from privacy.law.deadlines import local_date
from privacy.staff import acts
from privacy.staff.consequences import Consequences
from privacy.staff.proof import ask_for_proof

View = Callable[..., HttpResponse]
Do = Callable[[Case, forms.Form, User, datetime, Consequences], object]
Shows = Callable[[Case, consequences.Given, datetime], Consequences]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision on a request, offered if ``is_open_to(case, today)``.

    ``shows`` lists what it will do, from the values of its form; ``shows_data``: that is the person's data, and looking
    at it is noted. ``is_work``: whoever works on requests may take it; all others need the permission to decide.
    ``needs_proof``: it carries out what cannot be undone or hands out data, and is taken after fresh proof only.
    """

    name: str
    title: str | Promise
    button: str | Promise
    then: str | Promise
    done: str | Promise
    is_open_to: Callable[[Case, date], bool]
    form: Callable[..., forms.Form]
    do: Do
    shows: Shows
    shows_data: bool = False
    is_work: bool = False
    needs_proof: bool = False

    def is_allowed_to(self, user: Any) -> bool:
        return may_work(user) if self.is_work else bool(user.has_perm(_DECIDE))


_WORK, _DECIDE = "dsar.work_case", "dsar.decide_case"


def may_work(user: Any) -> bool:
    """Tell whether an account may work on requests; whoever decides them may."""
    return bool(user.has_perm(_WORK) or user.has_perm(_DECIDE))


_ERROR_TEXTS: Mapping[type[DsarError], str | Promise] = {
    WrongState: _("The request is no longer in a state that allows this."),
    TooLateToExtend: _("A request can be extended once, within the first month after it was received."),
    ReasonsMissing: _("Give the reasons in words; the person has a right to them."),
    TooLateToAsk: _("A question of identity stops the clock only within three working days of the receipt."),
    SecondPersonNeeded: _("You proposed this yourself; another colleague must decide it."),
    PlanChanged: acts.CHANGED_SINCE,
    ValueChanged: acts.CHANGED_SINCE,
    NotTheirs: acts.CHANGED_SINCE,
    NothingToRestrict: _("Nothing of this kind is held about the person. Answer in words."),
    NotDecided: _("Decide every value, and say why for each that stays as it is."),
    NothingCorrected: _("Nothing was changed. Decide the corrections, or refuse with reasons."),
    GroundNotAllowed: _("This ground does not apply to this right."),
}


@staff_form
class _NoForm(forms.Form):
    """A form without fields, for decisions that are only confirmed."""


def _approve(case: Case, _form: forms.Form, staff: User, now: datetime, seen: Consequences) -> object:
    if isinstance(seen.plan, ErasurePlan):
        return approving.approve(case=case, plan=seen.plan, staff=staff, now=now)
    return deciding.approve(case=case, staff=staff, now=now)


def _refuse(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    given = form.cleaned_data
    return deciding.refuse(
        case=case, ground=given["ground"], reasons=given["reasons"], evidence=given["evidence"], staff=staff, now=now
    )


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


def _extend(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    given = form.cleaned_data
    return deciding.extend(
        case=case, further_months=given["further_months"], reason=given["reason"], staff=staff, now=now
    )


def _is_restrictable(case: Case, _today: date) -> bool:
    return case.state == State.OPEN and case.right == Right.RESTRICTION and bool(restrictable(case))


def _is_answered_in_words(case: Case, today: date) -> bool:
    """Tell whether words can be the answer: not where something is to be corrected or restricted."""
    return case.state == State.OPEN and case.right != Right.RECTIFICATION and not _is_restrictable(case, today)


def _is_given_up(case: Case, _today: date) -> bool:
    return case.state == State.WORKING and not Job.objects.filter(case=case, state=JobState.DUE).exists()


_ALL = (
    Decision(
        name="approve",
        title=_("Approve and carry out"),
        button=_("Approve"),
        then=_("This is what happens when you approve. The person can see that you looked."),
        done=_("Approved. The person is told."),
        is_open_to=lambda case, _today: case.state == State.OPEN and case.which_right.is_executed,
        form=lambda data, case: _NoForm(data),
        do=_approve,
        shows=consequences.of_approval,
        shows_data=True,
        needs_proof=True,
    ),
    Decision(
        name="call-off",
        title=_("Call off the erasure"),
        button=_("Call it off"),
        then=_("Nothing has been erased yet."),
        done=_("Called off. The request is open again."),
        is_open_to=lambda case, _today: cooling_off.waiting_job(case) is not None,
        form=lambda data, case: _NoForm(data),
        do=lambda case, form, staff, now, _seen: cooling_off.call_off(case=case, staff=staff, now=now),
        shows=consequences.of_calling_off,
    ),
    Decision(
        name="correct",
        title=_("Decide the corrections"),
        button=_("Correct and tell the person"),
        then=_("Each value is changed or stays as it is. All are changed at once, and whoever got the data is told."),
        done=_("Decided. The person is told."),
        is_open_to=lambda case, _today: (
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
        is_open_to=lambda case, _today: case.state == State.OPEN and case.right == Right.RECTIFICATION,
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
        is_open_to=_is_restrictable,
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
        is_open_to=lambda case, _today: case.right == Right.RESTRICTION and may_announce_end(case),
        form=lambda data, case: LiftForm(data),
        do=lambda case, form, staff, now, _seen: restrictions.announce_end(
            case=case, reason=form.cleaned_data["reason"], staff=staff, now=now
        ),
        shows=consequences.of_lifting,
    ),
    Decision(
        name="answer",
        title=_("Answer by hand"),
        button=_("Send the answer and close"),
        then=_("The person gets a mail with a link to the answer. The request is closed."),
        done=_("The answer is on its way, and the request is closed."),
        is_open_to=_is_answered_in_words,
        form=lambda data, case: AnswerForm(data),
        do=lambda case, form, staff, now, _seen: deciding.answer(
            case=case, text=form.cleaned_data["text"], staff=staff, now=now
        ),
        shows=consequences.of_answer,
        is_work=True,
    ),
    Decision(
        name="write",
        title=_("Write to the person"),
        button=_("Send the message"),
        then=_("The person gets a mail that there is a message, reads it on the request's page and can answer there."),
        done=_("The message is on the page, and the person is told by mail."),
        is_open_to=lambda case, _today: messages_about.may_write(case),
        form=lambda data, case: WriteForm(data),
        do=lambda case, form, staff, now, _seen: messages_about.write(
            case=case, text=form.cleaned_data["text"], staff=staff, now=now
        ),
        shows=consequences.of_message,
        is_work=True,
    ),
    Decision(
        name="identity",
        title=_("Ask who it is"),
        button=_("Ask, and stop the clock"),
        then=_(
            "Only where you have reason to doubt it, and within three working days of the receipt. The clock stands "
            "still until the person answers on the request's page."
        ),
        done=_("Asked. The clock stands still until the answer."),
        is_open_to=lambda case, today: case.state == State.OPEN and today <= clock.last_day_to_ask(case),
        form=lambda data, case: IdentityForm(data),
        do=lambda case, form, staff, now, _seen: identity.ask(case=case, staff=staff, now=now, **form.cleaned_data),
        shows=lambda case, given, now: consequences.of_question(case, given),
        is_work=True,
    ),
    Decision(
        name="resume",
        title=_("Go on without an answer"),
        button=_("Let the clock go on"),
        then=_("You need no answer any more. The days that the clock stood still are added to the deadline."),
        done=_("The clock goes on."),
        is_open_to=lambda case, _today: case.state == State.IDENTITY,
        form=lambda data, case: _NoForm(data),
        do=lambda case, form, staff, now, _seen: identity.resume(case=case, now=now, staff=staff),
        shows=lambda case, given, now: Consequences(),
        is_work=True,
    ),
    Decision(
        name="reopen",
        title=_("Open it again"),
        button=_("Open it again and tell the person"),
        then=_("The person need not ask once more. A new month counts from today."),
        done=_("Open again. The person is told why."),
        is_open_to=lambda case, _today: case.state in (State.DONE, State.REFUSED) and messages_about.may_write(case),
        form=lambda data, case: ReopenForm(data),
        do=lambda case, form, staff, now, _seen: deciding.reopen(
            case=case, reason=form.cleaned_data["reason"], staff=staff, now=now
        ),
        shows=lambda case, given, now: consequences.of_reopening(case, given),
        is_work=True,
    ),
    Decision(
        name="note",
        title=_("Note for colleagues"),
        button=_("Keep the note"),
        then=_("Only staff see it. Nobody gets a mail."),
        done=_("The note is kept."),
        is_open_to=lambda case, _today: case.state != State.UNVERIFIED,
        form=lambda data, case: NoteForm(data),
        do=lambda case, form, staff, now, _seen: deciding.add_note(
            case=case, text=form.cleaned_data["text"], staff=staff, now=now
        ),
        shows=lambda case, given, now: Consequences(lines=(given["text"],)),
        is_work=True,
    ),
    Decision(
        name="extend",
        title=_("Take more time"),
        button=_("Extend and tell the person"),
        then=_("Only once, within the first month, and counted from the day the request came. The person is told why."),
        done=_("Extended. The person is told why."),
        is_open_to=lambda case, today: case.may_be_extended(today),
        form=lambda data, case: ExtendForm(data),
        do=_extend,
        shows=consequences.of_extension,
        is_work=True,
    ),
    Decision(
        name="refuse",
        title=_("Refuse"),
        button=_("Refuse and tell the person why"),
        then=_(
            "The letter carries your reasons, the right to complain and the way to the courts. It takes two people: "
            "the first proposes, another decides."
        ),
        done=_("The refusal is recorded."),
        is_open_to=lambda case, _today: case.may_become(State.REFUSED) and bool(grounds_here(case.which_right)),
        form=lambda data, case: RefuseForm(
            data, case=case, initial={"ground": case.ground, "reasons": case.reasons, "evidence": case.evidence}
        ),
        do=_refuse,
        shows=consequences.of_refusal,
    ),
    Decision(
        name="retry",
        title=_("Try again"),
        button=_("Try again"),
        then=_("The work goes on at the step where it stopped."),
        done=_("The work goes on."),
        is_open_to=_is_given_up,
        form=lambda data, case: _NoForm(data),
        do=lambda case, form, staff, now, _seen: fulfilment.retry(case=case, now=now),
        shows=consequences.of_retry,
        needs_proof=True,
    ),
    Decision(
        name="stop",
        title=_("Take over by hand"),
        button=_("Take over"),
        then=_("The request is open again and is answered by people."),
        done=_("Taken over. The request is open again."),
        is_open_to=_is_given_up,
        form=lambda data, case: _NoForm(data),
        do=lambda case, form, staff, now, _seen: fulfilment.stop(case=case, staff=staff, now=now),
        shows=lambda case, given, now: Consequences(),
        is_work=True,
    ),
)
DECISIONS: Mapping[str, Decision] = {decision.name: decision for decision in _ALL}


def offered(case: Case, user: Any, today: date) -> list[Decision]:
    """Return the decisions on a request that are possible and that an account may take."""
    return [decision for decision in _ALL if decision.is_allowed_to(user) and decision.is_open_to(case, today)]


def page(model_admin: admin.ModelAdmin, decision: Decision) -> View:
    """Return the view of a decision: it lists what will happen, and acts on what was sent from that very list."""

    @acts.confirmed
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not decision.is_allowed_to(request.user):
            raise PermissionDenied
        if decision.needs_proof and (asked := ask_for_proof(request)):
            return asked
        case, now = get_object_or_404(Case, pk=case_id), timezone.now()
        if not decision.is_open_to(case, local_date(now)):
            messages.error(request, _("The request is no longer in a state that allows this."))
            return redirect("admin:dsar_case_change", case.pk)
        form = decision.form(request.POST if request.method == "POST" else None, case=case)
        shown = _consequences(decision, case, form, now)
        if shown is not None and shown.were_seen(request) and _decide(request, decision, case, form, shown):
            return redirect("admin:dsar_case_change", case.pk)
        is_stale = shown is not None and acts.is_stale(request, shown)
        if decision.shows_data:
            deciding.note_event(case=case, kind=EventKind.PREVIEWED, now=now, staff=case_worker(request))
            shown = _consequences(decision, case, form, now)  # the note is part of the person's data
        if is_stale:
            messages.warning(request, acts.CHANGED_SINCE)
        return _show(request, model_admin, decision, case, form, shown)

    return view


def _consequences(decision: Decision, case: Case, form: forms.Form, now: datetime) -> Consequences | None:
    """Return what a decision will do; None while its form is not filled in."""
    is_complete = form.is_valid() if form.is_bound else not form.fields
    return decision.shows(case, form.cleaned_data if form.is_bound else {}, now) if is_complete else None


def _show(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    decision: Decision,
    case: Case,
    form: forms.Form,
    shown: Consequences | None,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": f"{decision.title} – {case.which_right.label} {case.reference}",
        "case": case,
        "decision": decision,
        "form": form,
        "consequences": shown,
        "contact": Contact.objects.filter(case=case).first(),
    }
    return render(request, "admin/dsar/case/decide.html", context)


def _decide(request: HttpRequest, decision: Decision, case: Case, form: forms.Form, seen: Consequences) -> bool:
    try:
        decision.do(case, form, case_worker(request), timezone.now(), seen)
    except DsarError as error:
        form.add_error(None, str(_ERROR_TEXTS.get(type(error), error)))
        return False
    messages.success(request, str(decision.done))
    return True


def case_worker(request: HttpRequest) -> User:
    # The admin admits accounts only, never an anonymous user.
    return cast("User", request.user)
