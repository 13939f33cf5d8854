"""Admin pages for the decisions on a request: each describes the consequence and carries it out on POST."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
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

from dsar.cases import cooling_off, deciding
from dsar.cases.browser_records import attached
from dsar.cases.copies import redacting
from dsar.cases.copies.archive import MOST_SHOWN
from dsar.cases.copies.errors import RedactionLost
from dsar.cases.copies.tables import Copied, also_copied, copied
from dsar.cases.enums import EventKind, JobState, Right, State
from dsar.cases.errors import (
    GroundNotAllowed,
    NothingCorrected,
    QuestionsOpen,
    ReasonsMissing,
    SecondPersonNeeded,
    TooLateToAsk,
    TooLateToExtend,
    WrongState,
)
from dsar.cases.grounds import grounds_here
from dsar.cases.letters.errors import NotSentThen
from dsar.cases.mandates import MandateClaim
from dsar.cases.models import Case, Contact, Job
from dsar.cases.whose import addresses_of
from dsar.corrections.errors import NotDecided, NotTheirs, ValueChanged
from dsar.desk import consequences, unreadable
from dsar.desk.admin_changes import CHANGES, is_restrictable
from dsar.desk.admin_waiting import WAITING
from dsar.desk.admin_ways_in import WAYS_IN
from dsar.desk.admin_work import WORK
from dsar.desk.decision import Decision, NoForm, may_work
from dsar.desk.forms import (
    AnswerForm,
    ExtendForm,
    ReasonForm,
    RefuseForm,
    ReopenForm,
    RetryForm,
    StopForm,
)
from dsar.desk.forms_intake import DatedForm
from dsar.erasures import approving, undoing
from dsar.erasures.errors import NotUndone, PlanChanged
from dsar.erasures.queries import ErasurePlan
from dsar.errors import DsarError
from dsar.fulfilment import operations as fulfilment
from dsar.intake.errors import NationalNumber, NotArrivedThen
from dsar.people import personal_rows
from dsar.people.errors import SourceFailed
from dsar.restrictions.errors import NothingToRestrict
from privacy.law.deadlines import local_date
from privacy.staff import acts
from privacy.staff.consequences import Consequences
from privacy.staff.proof import ask_for_proof

View = Callable[..., HttpResponse]

_ERROR_TEXTS: Mapping[type[DsarError], str | Promise] = {
    WrongState: _("The request is no longer in a state that allows this."),
    TooLateToExtend: _("A request can be extended once, within the first month after it was received."),
    ReasonsMissing: _("Give the reasons in words; the person has a right to them."),
    GroundNotAllowed: _("This ground does not apply to this right."),
    TooLateToAsk: _("A question of identity stops the clock only within three working days of the receipt."),
    SecondPersonNeeded: _("You proposed this, or left something out, yourself; another colleague must decide it."),
    PlanChanged: acts.CHANGED_SINCE,
    ValueChanged: acts.CHANGED_SINCE,
    NotTheirs: acts.CHANGED_SINCE,
    NotUndone: _("Something stands by now in the place of what was erased, so nothing was brought back."),
    NothingToRestrict: _("Nothing of this kind is held about the person. Answer in words."),
    NotDecided: _("Decide every value, and say why for each that stays as it is."),
    NotArrivedThen: _("It arrived today or earlier, and not longer ago than the site takes in."),
    NationalNumber: _("Leave out national identity numbers: they are never stored."),
    NotSentThen: _("A letter is sent on the day it was written or later, and not in the future."),
    QuestionsOpen: _("A question of the person is open: say where each is answered, or set it aside with a reason."),
    RedactionLost: _("What was to be left out is not there any more as it was. Look at what is left out again."),
    NothingCorrected: _("Nothing was changed. Decide the corrections, or refuse with reasons."),
}


def _approve(case: Case, _form: forms.Form, staff: User, now: datetime, seen: Consequences) -> object:
    if isinstance(seen.plan, ErasurePlan):
        return approving.approve(case=case, plan=seen.plan, staff=staff, now=now)
    redacting.check(case)
    return deciding.approve(case=case, plan=seen.plan, staff=staff, now=now)


def _refuse(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    return deciding.refuse(case=case, staff=staff, now=now, **form.cleaned_data)


def _extend(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    given = form.cleaned_data
    return deciding.extend(
        case=case, further_months=given["further_months"], reason=given["reason"], staff=staff, now=now
    )


def _is_answered_in_words(case: Case, now: datetime) -> bool:
    """Tell whether words can be the answer: not where something is to be corrected or restricted."""
    return case.state == State.OPEN and case.right != Right.RECTIFICATION and not is_restrictable(case, now)


def _is_given_up(case: Case, _now: datetime) -> bool:
    return case.state == State.WORKING and not Job.objects.filter(case=case, state=JobState.DUE).exists()


_ALL = (
    Decision(
        name="approve",
        title=_("Approve and carry out"),
        button=_("Approve"),
        then=_("This is what happens when you approve. The person can see that you looked."),
        done=_("Approved. The person is told."),
        is_open_to=lambda case, _now: case.state == State.OPEN and case.is_carried_out_here,
        form=lambda data, case: NoForm(data),
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
        is_open_to=lambda case, _now: cooling_off.waiting_job(case) is not None,
        form=lambda data, case: NoForm(data),
        do=lambda case, form, staff, now, _seen: cooling_off.call_off(case=case, staff=staff, now=now),
        shows=consequences.of_calling_off,
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
        name="extend",
        title=_("Take more time"),
        button=_("Extend and tell the person"),
        then=_("Only once, within the first month, and counted from the day the request came. The person is told why."),
        done=_("Extended. The person is told why."),
        is_open_to=lambda case, now: case.may_be_extended(local_date(now)),
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
        done=_("Recorded. The letter goes out when a second person has decided."),
        is_open_to=lambda case, _now: case.may_become(State.REFUSED) and bool(grounds_here(case.which_right)),
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
        form=lambda data, case: RetryForm(data),
        do=lambda case, form, staff, now, _seen: fulfilment.retry(
            case=case, now=now, from_start=form.cleaned_data["start"] == "start"
        ),
        shows=consequences.of_retry,
        needs_proof=True,
    ),
    Decision(
        name="leave-out",
        title=_("Leave out what cannot be read"),
        button=_("Go on without it"),
        then=_("Only this one kind of data is left out. The file names it, with your reason. Note to send it later."),
        done=_("The work goes on without it, and the file says so."),
        is_open_to=lambda case, _now: bool(fulfilment.failed_source(case)),
        form=lambda data, case: ReasonForm(data),
        do=lambda case, form, staff, now, _seen: fulfilment.leave_out(
            case=case, reason=form.cleaned_data["reason"], staff=staff, now=now
        ),
        shows=consequences.of_leaving_out,
        needs_proof=True,
    ),
    Decision(
        name="undo",
        title=_("Undo the erasure"),
        button=_("Bring it back and tell the person"),
        then=_("Only where the erasure was a mistake. The request is open again, and the person is told why."),
        done=_("What was erased is back, and the request is open again. The sealed copy is gone."),
        is_open_to=undoing.is_possible,
        form=lambda data, case: ReopenForm(data),
        do=lambda case, form, staff, now, _seen: undoing.undo(
            case=case, reason=form.cleaned_data["reason"], staff=staff, now=now
        ),
        shows=consequences.of_undoing,
        needs_proof=True,
    ),
    Decision(
        name="stop",
        title=_("Take over by hand"),
        button=_("Take over"),
        then=_("The request is open again and is answered by people."),
        done=_("Taken over. The request is open again."),
        is_open_to=_is_given_up,
        form=lambda data, case: StopForm(data),
        do=lambda case, form, staff, now, _seen: fulfilment.stop(
            case=case, reason=form.cleaned_data["reason"], staff=staff, now=now
        ),
        shows=lambda case, given, now: Consequences(lines=(given["reason"],)),
        is_work=True,
    ),
    *WAITING,
    *CHANGES,
    *WORK,
    *WAYS_IN,
)
DECISIONS: Mapping[str, Decision] = {decision.name: decision for decision in _ALL}


def offered(case: Case, user: Any, now: datetime) -> list[Decision]:
    """Return the decisions on a request that are possible and that an account may take."""
    found = [decision for decision in _ALL if decision.is_allowed_to(user) and _may_be_possible(decision, case, now)]
    # What such a request waits for comes first.
    awaited = "mandate" if MandateClaim.objects.filter(case=case).exists() else "see-identity"
    return sorted(found, key=lambda decision: decision.name != awaited)


def _may_be_possible(decision: Decision, case: Case, now: datetime) -> bool:
    try:
        return decision.is_possible(case, now)
    except SourceFailed:
        return True  # the page of the decision says what cannot be read


def page(model_admin: admin.ModelAdmin, decision: Decision) -> View:
    """Return the view of a decision: it lists what will happen, and acts on what was sent from that very list."""

    @acts.confirmed
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not decision.is_allowed_to(request.user):
            raise PermissionDenied
        if decision.needs_proof and (asked := ask_for_proof(request)):
            return asked
        case, now = get_object_or_404(Case, pk=case_id), timezone.now()
        if not decision.is_possible(case, now):
            messages.error(request, _("The request is no longer in a state that allows this."))
            return redirect("admin:dsar_case_change", case.pk)
        form = decision.form(request.POST if request.method == "POST" else None, case=case)
        if isinstance(form, DatedForm):
            form.today = local_date(now)
        # What is held is only worked out when it is shown, or was.
        is_sent = request.method == "POST" or not decision.shows_data
        shown = _consequences(decision, case, form, now) if is_sent else None
        if shown is not None and shown.were_seen(request) and _decide(request, decision, case, form, shown):
            return redirect("admin:dsar_case_change", case.pk)
        is_stale = shown is not None and acts.is_stale(request, shown)
        if decision.shows_data:
            deciding.note_event(case=case, kind=EventKind.PREVIEWED, now=now, staff=_staff(request))
            shown = _consequences(decision, case, form, now)  # the note is part of the person's data
        if is_stale:
            messages.warning(request, acts.CHANGED_SINCE)
        return _show(request, model_admin, decision, case, form, shown)

    return view


def _consequences(decision: Decision, case: Case, form: forms.Form, now: datetime) -> Consequences | None:
    """Return what a decision will do; None while its form is not filled in."""
    is_complete = form.is_valid() if form.is_bound else not form.fields
    if not is_complete:
        return None
    with unreadable.named(case):
        return decision.shows(case, form.cleaned_data if form.is_bound else {}, now)


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
        decision.do(case, form, _staff(request), timezone.now(), seen)
    except DsarError as error:
        form.add_error(None, str(_ERROR_TEXTS.get(type(error), error)))
        return False
    messages.success(request, str(decision.done))
    return True


def _staff(request: HttpRequest) -> User:
    # The admin admits accounts only, never an anonymous user.
    return cast("User", request.user)


def _held(case: Case, contact: Contact) -> Iterator[Copied]:
    yield from copied(addresses_of(contact), Right.ACCESS)
    yield from also_copied(attached(case), Right.ACCESS)


def preview(model_admin: admin.ModelAdmin) -> View:
    """Return the view that shows the person's data to a case worker and notes it in the history (LAW D-39)."""

    @acts.reads
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not may_work(request.user):
            raise PermissionDenied
        case = get_object_or_404(Case.objects.unanswered(), pk=case_id, confirmed_at__isnull=False)
        contact = get_object_or_404(Contact, case=case)
        deciding.note_event(case=case, kind=EventKind.PREVIEWED, now=timezone.now(), staff=_staff(request))
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"{_('What is held')} – {case.reference}",
            "case": case,
            "may_redact": redacting.may_redact(case),
            "tables": [group.table(MOST_SHOWN) for group in _held(case, contact)],
            "kept": [count for count in personal_rows.counts(addresses_of(contact)) if count.is_kept],
        }
        return render(request, "admin/dsar/case/preview.html", context)

    return view
