"""Admin pages of what a copy leaves out because it is about somebody else (GDPR Art. 15(4), LAW D-16)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsar.cases import deciding
from dsar.cases.copies import redacting
from dsar.cases.copies.archive import MOST_SHOWN
from dsar.cases.copies.errors import FileTooLarge, NotFound, ReasonTells, RedactionLost
from dsar.cases.copies.marks import Passage
from dsar.cases.enums import EventKind
from dsar.cases.errors import WrongState
from dsar.cases.models import Case
from dsar.cases.redactions import Redaction
from dsar.desk.decision import may_decide, may_work
from dsar.desk.forms import RedactionForm
from dsar.errors import DsarError
from privacy.staff import acts
from privacy.staff.proof import ask_for_proof

if TYPE_CHECKING:
    from django.contrib.auth.models import User

View = Callable[..., HttpResponse]

_ERROR_TEXTS: Mapping[type[DsarError], str | Promise] = {
    NotFound: gettext_lazy("Nothing in the copy has these words, or they are left out already. Take them as they are."),
    ReasonTells: gettext_lazy("The reason has the words that are to be left out, and the person reads it."),
    FileTooLarge: gettext_lazy("This file is too large to be sealed. Answer by hand instead."),
    WrongState: gettext_lazy("The request is no longer in a state that allows this."),
    RedactionLost: gettext_lazy("Something that is left out is not there any more as it was. Take it back first."),
}


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """Return the pages of this module for the admin of requests."""
    guarded = model_admin.admin_site.admin_view
    return [
        path("<uuid:case_id>/redact/", guarded(page(model_admin)), name="dsar_case_redact"),
        path("<uuid:case_id>/redacted/", guarded(originals(model_admin)), name="dsar_case_redacted"),
    ]


def page(model_admin: admin.ModelAdmin) -> View:
    """Return the view that leaves passages, values and files out of a copy before it is approved, or takes that back.

    It shows the person's data, which is noted in the history (LAW D-39).
    """

    @acts.reversible("The same page takes it back, until the copy is approved.")
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not may_work(request.user):
            raise PermissionDenied
        case, now, staff = get_object_or_404(Case, pk=case_id), timezone.now(), cast("User", request.user)
        if not redacting.may_redact(case):
            messages.error(request, _("The request is no longer in a state that allows this."))
            return redirect("admin:dsar_case_change", case.pk)
        form = RedactionForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
        if request.method == "POST" and _act(request, case, form, now):
            return redirect("admin:dsar_case_redact", case.pk)
        deciding.note_event(case=case, kind=EventKind.PREVIEWED, now=now, staff=staff)
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"{_('About somebody else')} – {case.reference}",
            "case": case,
            "form": form,
            "chosen": request.GET.get("place", ""),
            "places": list(redacting.places_of(case, MOST_SHOWN)),
            **_left_out(case),
        }
        return render(request, "admin/dsar/case/redact.html", context)

    return view


def _left_out(case: Case) -> dict[str, object]:
    """Return the redactions with the text that each leaves out, and whether any is not found any more."""
    try:
        marks = redacting.marks_of(case)
    except RedactionLost:
        return {"redactions": Redaction.objects.filter(case=case), "is_lost": True}
    shown = _shown(marks.passages)
    try:
        redacting.check(case, marks)
    except RedactionLost:
        return {"passages": shown, "is_lost": True}
    return {"passages": shown, "is_lost": False}


def _shown(passages: Iterable[Passage]) -> list[tuple[Redaction, str]]:
    return [(passage.redaction, redacting.as_read(passage.text)) for passage in passages]


def _act(request: HttpRequest, case: Case, form: RedactionForm, now: datetime) -> bool:
    staff = cast("User", request.user)
    try:
        if "back" in request.POST:
            redaction = get_object_or_404(Redaction, pk=request.POST["back"], case=case)
            redacting.take_back(redaction=redaction, staff=staff, now=now)
            return True
        if not form.is_valid():
            return False
        given = form.cleaned_data
        if given["place"]:
            redacting.leave_out_value(case=case, place=given["place"], reason=given["reason"], staff=staff, now=now)
            return True
        made, unreached = redacting.leave_out(
            case=case, passage=given["passage"], reason=given["reason"], staff=staff, now=now
        )
    except DsarError as error:
        form.add_error(None, str(_ERROR_TEXTS.get(type(error), error)))
        return False
    text = ngettext("Left out in %(count)s place.", "Left out in %(count)s places.", len(made))
    messages.success(request, text % {"count": len(made)})
    if unreached:
        text = _("It is in these in another form as well; leave them out whole, or in parts as they are: %(places)s")
        messages.warning(request, text % {"places": "; ".join(unreached)})
    return True


def originals(model_admin: admin.ModelAdmin) -> View:
    """Return the view that shows what was left out, for an authority that asks; the journal notes who looked."""

    @acts.reads
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not may_decide(request.user):
            raise PermissionDenied
        if asked := ask_for_proof(request):
            return asked
        case = get_object_or_404(Case, pk=case_id)
        try:
            passages = redacting.show(case=case, staff=cast("User", request.user), now=timezone.now())
        except RedactionLost:
            messages.error(request, _("What was left out cannot be opened any more: its key is gone."))
            return redirect("admin:dsar_case_change", case.pk)
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"{_('What was left out')} – {case.reference}",
            "case": case,
            "passages": _shown(passages),
        }
        return render(request, "admin/dsar/case/redacted.html", context)

    return view
