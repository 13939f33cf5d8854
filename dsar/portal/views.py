"""Views of the portal. There is no login: a link sent to an address proves access to it (LAW D-08, D-40)."""

from http import HTTPStatus
from io import BytesIO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar.cases import asking, cooling_off, deciding, links
from dsar.cases.enums import Right, State
from dsar.cases.errors import WrongState
from dsar.cases.models import Case, Contact
from dsar.cases.page import progress
from dsar.cases.rights import RIGHT_TEXTS
from dsar.copies import operations as copies
from dsar.copies.models import Export
from dsar.portal.forms import AskForm
from privacy.limits.posts import bounded_posts
from privacy.limits.senders import sender_of, stamp
from privacy.purposes.queries import current_controller
from privacy.web import tokens
from privacy.web.errors import ExpiredToken, InvalidToken
from privacy.web.origin import private_page, same_origin_required, without_third_parties

_PAGE_LASTS = 60


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
@without_third_parties
def portal(request: HttpRequest) -> HttpResponse:
    """Show every right with its button (LAW P30)."""
    apart = (Right.OBJECTION, Right.OTHER_USE, Right.HUMAN)
    context = {
        "rights": [(right, RIGHT_TEXTS[right]) for right in Right if right not in apart],
        "objection": RIGHT_TEXTS[Right.OBJECTION],
        "other_use": RIGHT_TEXTS[Right.OTHER_USE],
        "human": RIGHT_TEXTS[Right.HUMAN],
        "authority": current_controller(),
    }
    return render(request, "dsar/portal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@bounded_posts
def ask(request: HttpRequest, right: Right) -> HttpResponse:
    """Show the form for a right; on POST take the request, with the same answer for every address (LAW X-35)."""
    now = timezone.now()
    form = AskForm(request.POST if request.method == "POST" else None, right=right, initial={"loaded": stamp(now)})
    if form.is_bound and form.is_valid():
        asking.ask(
            right=right,
            address=form.cleaned_data["email"],
            message=form.cleaned_data.get("message", ""),
            language=get_language() or "",
            sender=sender_of(request, form.loaded_stamp, now),
            now=now,
        )
        return _redirect("dsar:ask_done", right=right)
    context = {"form": form, "right": right, "texts": RIGHT_TEXTS[right]}
    response = render(request, "dsar/ask.html", context, status=422 if form.is_bound else 200)
    if form.is_bound:
        add_never_cache_headers(response)
    else:
        response["Cache-Control"] = f"public, max-age={_PAGE_LASTS}"
    return response


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
@without_third_parties
def ask_done(request: HttpRequest, right: Right) -> HttpResponse:
    """Describe the next step after a request was sent."""
    context = {"right": right, "days": links.CONFIRM_LASTS.days}
    return render(request, "dsar/ask_done.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a page with a button that confirms the request."""
    case_id = _opened(request, links.CONFIRM, token)
    if not isinstance(case_id, UUID):
        return case_id
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return render(request, "dsar/link_expired.html", status=410)
    # Confirmed by POST only: mail scanners follow links, but press no buttons.
    if request.method == "POST":
        try:
            case = asking.confirm(case_id=case.pk, now=timezone.now())
        except WrongState:
            return _used(request, case)
        return _redirect(links.case_path(case.pk))
    if case.state != State.UNVERIFIED:
        return _used(request, case)
    context = {"case": case, "right": case.which_right, "texts": RIGHT_TEXTS[case.which_right], "contact": case.contact}
    return render(request, "dsar/confirm.html", context)


@require_safe
@private_page
def case(request: HttpRequest, token: str) -> HttpResponse:
    """Show the progress of a request, the decision, and the file when it is ready."""
    case_id = _opened(request, links.CASE, token)
    if not isinstance(case_id, UUID):
        return case_id
    case = _followed(case_id)
    if case is None or case.state == State.UNVERIFIED:
        return render(request, "dsar/link_expired.html", status=410)
    now = timezone.now()
    context = {
        "case": case,
        "token": token,
        "right": case.which_right,
        "contact": Contact.objects.filter(case=case).first(),
        "export": Export.objects.ready(now).filter(case=case).defer("sealed").first(),
        "waiting": cooling_off.waiting_job(case),
        "days_left": case.days_left(now),
        "authority": current_controller(),
        **progress(case),
    }
    return render(request, "dsar/case.html", context)


@require_POST
@same_origin_required
@private_page
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return the file and note the download (LAW D-19)."""
    case_id = _opened(request, links.CASE, token)
    if not isinstance(case_id, UUID):
        return case_id
    now = timezone.now()
    export = Export.objects.ready(now).filter(case=case_id).select_related("case").first()
    if export is None:
        return render(request, "dsar/link_expired.html", status=410)
    content = BytesIO(copies.note_download(export=export, now=now))
    return FileResponse(content, as_attachment=True, filename=export.file_name, content_type="application/zip")


@require_POST
@same_origin_required
@private_page
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw a request before the work on it begins."""
    case_id = _opened(request, links.CASE, token)
    if not isinstance(case_id, UUID):
        return case_id
    case = _followed(case_id)
    if case is None:
        return render(request, "dsar/link_expired.html", status=410)
    try:
        deciding.withdraw(case=case, now=timezone.now())
    except WrongState:
        return render(request, "dsar/too_late.html", {"case_path": links.case_path(case.pk)}, status=409)
    return _redirect("dsar:case", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def call_off(request: HttpRequest, token: str) -> HttpResponse:
    """Show a page with a button that calls off an approved erasure while it waits."""
    job_id = _opened(request, links.CANCEL, token)
    if not isinstance(job_id, UUID):
        return job_id
    case = Case.objects.filter(jobs=job_id, right=Right.ERASURE).first()
    if case is None:
        return render(request, "dsar/link_expired.html", status=410)
    job = cooling_off.waiting_job(case)
    is_waiting = job is not None and job.pk == job_id
    if request.method == "POST" and is_waiting:
        try:
            deciding.withdraw(case=case, now=timezone.now())
        except WrongState:
            return render(request, "dsar/too_late.html", {"case_path": links.case_path(case.pk)}, status=409)
        return _redirect("dsar:call_off", token=token)
    if not is_waiting and case.state != State.WITHDRAWN:
        return render(request, "dsar/link_expired.html", status=410)
    context = {"case": case, "job": job if is_waiting else None, "case_path": links.case_path(case.pk)}
    return render(request, "dsar/call_off.html", context)


def _redirect(to: str, **kwargs: str) -> HttpResponse:
    """Redirect to a page with GET, so that reloading it does not repeat the POST."""
    response: HttpResponse = HttpResponseRedirect(resolve_url(to, **kwargs))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _opened(request: HttpRequest, purpose: str, token: str) -> UUID | HttpResponse:
    """Return the id in a token, or an error page: 404 if the token is not ours, 410 if it has expired."""
    lasts = links.CONFIRM_LASTS if purpose == links.CONFIRM else links.CASE_LASTS
    try:
        return tokens.read_token(purpose, token, max_age=lasts)
    except InvalidToken:
        return render(request, "dsar/link_broken.html", status=404)
    except ExpiredToken:
        return render(request, "dsar/link_expired.html", status=410)


def _used(request: HttpRequest, case: Case) -> HttpResponse:
    """Show that the link was used already, with a link to the request."""
    context = {"case_path": links.case_path(case.pk), "case": case}
    return render(request, "dsar/link_used.html", context, status=410)


def _followed(case_id: UUID) -> Case | None:
    """Return a request, or the request that it was joined to."""
    case = Case.objects.filter(pk=case_id).select_related("joined_to").first()
    return case.joined_to if case is not None and case.joined_to is not None else case
