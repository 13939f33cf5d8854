"""Admin pages for requests that come by letter, telephone or visit, their files, and letters to print."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from dsar.cases import deciding
from dsar.cases.copies.errors import RedactionLost
from dsar.cases.enums import EventKind
from dsar.cases.files import CaseFile, FileKind
from dsar.cases.letters.printing import letter_pdf
from dsar.cases.models import Case, Contact
from dsar.cases.paper import PaperLetter
from dsar.desk.decision import may_work
from dsar.desk.forms_intake import CaseFileForm, TakeInForm
from dsar.errors import DsarError
from dsar.intake import operations as intake
from dsar.intake.errors import FileNotTaken
from privacy.law.deadlines import answer_deadline, local_date
from privacy.staff import acts
from privacy.staff.consequences import Consequences

if TYPE_CHECKING:
    from django.contrib.auth.models import User

View = Callable[..., HttpResponse]


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """Return the pages of this module for the admin of requests."""
    guarded = model_admin.admin_site.admin_view
    return [
        path("take-in/", guarded(take_in(model_admin)), name="dsar_case_take_in"),
        path("<uuid:case_id>/files/", guarded(add_file(model_admin)), name="dsar_case_add_file"),
        path("<uuid:case_id>/files/<uuid:file_id>/", guarded(file), name="dsar_case_file"),
        path("<uuid:case_id>/paper/<uuid:letter_id>/", guarded(paper), name="dsar_case_paper"),
    ]


def take_in(model_admin: admin.ModelAdmin) -> View:
    """Return the view that takes a request in: it shows what follows, and enters it when that was seen."""

    @acts.confirmed
    def view(request: HttpRequest) -> HttpResponse:
        if not may_work(request.user):
            raise PermissionDenied
        form, now = TakeInForm(request.POST if request.method == "POST" else None), timezone.now()
        form.today = local_date(now)
        shown = _shown(form, now) if form.is_bound and form.is_valid() else None
        if shown is not None and shown.were_seen(request):
            try:
                cases = intake.take_in(
                    rights=form.rights_asked(),
                    arrival=form.arrival(),
                    asker=form.asker(),
                    identity=form.identity(),
                    staff=cast("User", request.user),
                    now=now,
                )
            except DsarError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Taken in. It is in the queue, and its time counts from the arrival."))
                return redirect("admin:dsar_case_change", cases[0].pk)
        return acts.page(
            request,
            model_admin,
            shown,
            title=_("Take in a letter, a call or a visit"),
            button=_("Take it in") if shown else _("Show what follows"),
            back=reverse("admin:dsar_case_changelist"),
            template="admin/dsar/case/from_message.html",
            form=form,
        )

    return view


def _shown(form: TakeInForm, now: datetime) -> Consequences:
    arrived_on, asker = form.cleaned_data["arrived_on"], form.asker()
    target = answer_deadline(intake.arrived_at(form.arrival(), now)).target_on
    lines = [_("A request is entered: %(right)s.") % {"right": right.label} for right in form.rights_asked()]
    lines.append(
        _("Its time counts from %(arrived)s, when it arrived: the target is %(target)s.")
        % {"arrived": date_format(arrived_on), "target": date_format(target)}
    )
    lines += _same_already_open(form)
    if form.identity() is not None:
        lines.append(_("It is opened at once, because you say how you saw who it is."))
    elif asker.address:
        lines.append(
            _("%(address)s gets a mail with a link that confirms it. It waits in the queue until then.")
            % {"address": asker.address}
        )
    else:
        lines.append(_("It waits in the queue until somebody says how they saw who it is."))
    lines.append(_("The answer goes by letter.") if asker.is_by_post else _("The answer goes by mail."))
    return Consequences(lines=tuple(lines))


def _same_already_open(form: TakeInForm) -> list[str]:
    """Return a line for each open request of the same mailbox that this one becomes a part of."""
    address = form.asker().address
    if not address:
        return []
    waiting = Contact.objects.of(address).filter(is_open=True, right__in=form.rights_asked(), organisation="")
    text = _("The person has such a request open, %(reference)s: this becomes a part of it.")
    return [text % {"reference": contact.case.reference} for contact in waiting.select_related("case")]


def add_file(model_admin: admin.ModelAdmin) -> View:
    """Return the view that adds a scanned file to a request, and removes one that was added by mistake."""

    @acts.reversible("The same page removes a file again.")
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not may_work(request.user):
            raise PermissionDenied
        case, now, staff = get_object_or_404(Case, pk=case_id), timezone.now(), cast("User", request.user)
        is_adding = request.method == "POST" and "remove" not in request.POST
        form = CaseFileForm(request.POST, request.FILES) if is_adding else CaseFileForm()
        if request.method == "POST" and not is_adding:
            intake.remove_file(case=case, file_id=request.POST["remove"], staff=staff, now=now)
            return redirect("admin:dsar_case_change", case.pk)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data["file"]
            try:
                intake.scan(case=case, file=(given.name, given.read()), staff=staff, now=now)
                return redirect("admin:dsar_case_change", case.pk)
            except FileNotTaken as error:
                form.add_error("file", str(error))
        context: dict[str, Any] = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"{_('Files')} – {case.reference}",
            "case": case,
            "form": form,
            "files": CaseFile.objects.filter(case=case, kind=FileKind.LETTER).defer("content"),
        }
        return render(request, "admin/dsar/case/files.html", context)

    return view


@acts.reads
def file(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """Return a file of a request, and note in its history that it was looked at (LAW D-39)."""
    if not may_work(request.user):
        raise PermissionDenied
    found = get_object_or_404(CaseFile, pk=file_id, case=case_id)
    _note_look(found.case, request)
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    return answer


@acts.reads
def paper(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """Return a letter to print as PDF; a copy of the person's data with it is noted as looked at (LAW D-39)."""
    if not may_work(request.user):
        raise PermissionDenied
    letter = get_object_or_404(PaperLetter, pk=letter_id, case=case_id)
    contact = get_object_or_404(Contact.objects.select_related("case"), case=case_id)
    _note_look(contact.case, request)
    try:
        content = letter_pdf(letter=letter, contact=contact)
    except RedactionLost:
        messages.error(
            request, _("What was to be left out is not there any more as it was. Look at what is left out again.")
        )
        return redirect("admin:dsar_case_change", case_id)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{contact.case.reference}.pdf"'
    return answer


def _note_look(case: Case, request: HttpRequest) -> None:
    staff = cast("User", request.user)
    deciding.note_event(case=case, kind=EventKind.PREVIEWED, now=timezone.now(), staff=staff)
