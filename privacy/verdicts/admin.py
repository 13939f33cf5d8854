"""Admin of verdicts: the page of all promises, its downloads, and the form to answer for a promise without check."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.law.deadlines import local_date
from privacy.register import in_force
from privacy.register.languages.fields import in_language
from privacy.register.promises import catalogue, registry
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.runs.admin_asking import ask_for, progress
from privacy.runs.background import page_context
from privacy.staff import acts
from privacy.staff.read_only import ReadOnlyAdmin
from privacy.verdicts import answers, checking
from privacy.verdicts.errors import AnswerRefused
from privacy.verdicts.forms import AnswerForm
from privacy.verdicts.queries import as_json, standings

_STYLE = "privacy/promises.css"
_READ, _ANSWER = "privacy.view_promiseverdict", "privacy.answer_for_promises"
_CHECK = "privacy.add_promiseverdict"  # a run adds verdicts, switches recipients off and sends mail to staff


@admin.register(PromiseVerdict)
class PromiseVerdictAdmin(ReadOnlyAdmin):
    short_because = "a row for each promise and day, which ends after a time"
    list_display = ("promise", "kind", "figure_shown", "reason_shown", "checked_at", "took_ms")
    fields = list_display
    ordering = ("-checked_at", Length("promise").asc(), "promise")  # P2 before P10
    list_filter = ("kind", "promise")

    @admin.display(description=gettext_lazy("figure"))
    def figure_shown(self, verdict: PromiseVerdict) -> str:
        return verdict.figure_here()

    @admin.display(description=gettext_lazy("reason"))
    def reason_shown(self, verdict: PromiseVerdict) -> str:
        return verdict.reason_here()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("page/", wrap(self.page), name="privacy_promises"),
            path("page/file.html", wrap(self.file), name="privacy_promises_file"),
            path("page/file.json", wrap(self.data), name="privacy_promises_data"),
            path("page/<str:promise>/answer/", wrap(self.answer), name="privacy_promise_answer"),
            *super().get_urls(),
        ]

    @acts.reversible("The next check decides anew.")
    def page(self, request: HttpRequest) -> HttpResponse:
        """Show the status of every promise; run all checks on POST."""
        _require(request, _READ)
        if request.method == "POST":
            _require(request, _CHECK)
            ask_for(request, checking.KIND)
            return redirect("admin:privacy_promises")
        if part := progress(request, checking.KIND):
            return part
        context = self.admin_site.each_context(request) | _context(now=timezone.now()) | page_context(checking.KIND)
        context |= {"opts": self.opts, "title": _("The promises"), "may_answer": request.user.has_perm(_ANSWER)}
        context["may_check"] = request.user.has_perm(_CHECK)
        return render(request, "admin/privacy/promises/page.html", context)

    @acts.reads
    def file(self, request: HttpRequest) -> HttpResponse:
        """Return the page as one self-contained HTML file."""
        _require(request, _READ)
        found = finders.find(_STYLE)
        style = Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""
        now = timezone.now()
        context = _context(now=now) | {"style": style, "is_file": True}
        return _attached(render(request, "admin/privacy/promises/file.html", context), "html", local_date(now))

    @acts.reads
    def data(self, request: HttpRequest) -> HttpResponse:
        """Return the data of the page as JSON."""
        _require(request, _READ)
        now = timezone.now()
        answer = JsonResponse(as_json(standings(now), now), json_dumps_params={"ensure_ascii": False, "indent": 2})
        return _attached(answer, "json", local_date(now))

    @acts.reversible("A later answer replaces this one.")
    def answer(self, request: HttpRequest, promise: str) -> HttpResponse:
        """Let the logged-in member of staff answer for a promise."""
        _require(request, _ANSWER)
        if registry.reason_of(promise) is None or not isinstance(request.user, get_user_model()):
            raise Http404
        now = timezone.now()
        form = AnswerForm(request.POST if request.method == "POST" else None, today=local_date(now))
        if form.is_valid() and _answered(request, promise, form):
            return redirect("admin:privacy_promises")
        known = catalogue.all_promises().get(promise)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Answer for %(promise)s") % {"promise": promise},
            "form": form,
            "text": in_language(known.text) if known else promise,
            "reason": registry.reason_of(promise),
        }
        return render(request, "admin/privacy/promises/answer.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, promise: str, form: AnswerForm) -> bool:
    facts = form.cleaned_data
    try:
        answers.answer(promise=promise, until=facts["until"], note=facts["note"], by=_user(request), now=timezone.now())
    except AnswerRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("You answer for %(promise)s.") % {"promise": promise})
    return True


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, get_user_model()):
        raise PermissionDenied
    return request.user


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _context(*, now: datetime) -> dict[str, Any]:
    found = standings(now)
    counts = Counter(one.verdict.kind if one.verdict else VerdictKind.UNPROVEN for one in found)
    checked = [one.verdict.checked_at for one in found if one.verdict]
    return {
        "standings": found,
        "in_order": sorted(found, key=lambda one: (len(one.id), one.id)),
        "counts": [(kind, counts[kind]) for kind in (VerdictKind.KEPT, VerdictKind.UNPROVEN, VerdictKind.BROKEN)],
        "checked_at": max(checked, default=None),
        "now": now,
        "today": local_date(now),
        "revision": in_force.current(),
        "controller": in_force.controller(),
    }


def _attached(response: HttpResponse, ending: str, today: date) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{_("promises")}-{today.isoformat()}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response
