"""Pages behind mailed links: confirm a request, open it, call an erasure off. Each acts on POST only."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dsar.cases import asking, cooling_off, deciding, disowning, links
from dsar.cases.enums import UNCONFIRMED, Right, State
from dsar.cases.errors import WrongState
from dsar.cases.models import Case
from dsar.cases.proofs import operations as proofs
from dsar.cases.proofs.errors import LinkUsed
from dsar.cases.rights import RIGHT_TEXTS
from dsar.portal.answers import case_of, gone, opened, see_other
from privacy.web.origin import private_page, same_origin_required


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a page with a button that confirms the requests of one form."""
    case = _to_confirm(request, token)
    if not isinstance(case, Case):
        return case
    # Confirmed by POST only: mail scanners follow links, but press no buttons.
    if request.method == "POST":
        try:
            case = asking.confirm(case_id=case.pk, now=timezone.now())
        except (WrongState, Case.DoesNotExist):
            return _used(request, case)
        return see_other(links.case_path(case.pk))
    waiting = [other for other in asking.asked_together(case) if other.state in UNCONFIRMED]
    context = {
        "case": case,
        "token": token,
        "requests": [(other, RIGHT_TEXTS[other.which_right]) for other in waiting],
        "contact": case.contact,
        "message": next((other.contact.message for other in waiting if other.contact.message), ""),
    }
    return render(request, "dsar/confirm.html", context)


@require_POST
@same_origin_required
@private_page
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Close a request that somebody else made with the address, before it was ever confirmed."""
    case = _to_confirm(request, token)
    if not isinstance(case, Case):
        return case
    try:
        disowning.disown(case=case, now=timezone.now())
    except WrongState:
        return _used(request, case)
    return render(request, "dsar/disowned.html", {"case": case})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def open_case(request: HttpRequest, token: str) -> HttpResponse:
    """Show a page with a button that opens the request; pressing it uses the link up."""
    case = case_of(request, links.CASE, token)
    if not isinstance(case, Case):
        return case
    if request.method == "POST":
        try:
            proofs.use_link(token=token, case=case, now=timezone.now())
        except LinkUsed:
            return gone(request)
        return see_other(links.case_path(case.pk))
    if proofs.is_used(token):
        return gone(request)
    return render(request, "dsar/open.html", {"case": case, "right": case.which_right})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def call_off(request: HttpRequest, token: str) -> HttpResponse:
    """Show a page with a button that calls off an approved erasure while it waits."""
    job_id = opened(request, links.CANCEL, token)
    if not isinstance(job_id, UUID):
        return job_id
    case = Case.objects.filter(jobs=job_id, right=Right.ERASURE).first()
    if case is None:
        return gone(request)
    job = cooling_off.waiting_job(case)
    is_waiting = job is not None and job.pk == job_id
    if request.method == "POST" and is_waiting:
        try:
            deciding.withdraw(case=case, now=timezone.now())
        except WrongState:
            return render(request, "dsar/too_late.html", status=409)
        return see_other("dsar:call_off", token=token)
    if not is_waiting and case.state != State.WITHDRAWN:
        return gone(request)
    return render(request, "dsar/call_off.html", {"case": case, "job": job if is_waiting else None})


def _to_confirm(request: HttpRequest, token: str) -> Case | HttpResponse:
    """Return the unconfirmed request that a token names, or the page that says why there is none."""
    case_id = opened(request, links.CONFIRM, token)
    if not isinstance(case_id, UUID):
        return case_id
    case = Case.objects.filter(pk=case_id).select_related("contact").first()
    if case is None or case.state == State.DISOWNED:
        return gone(request)
    return case if case.state in UNCONFIRMED else _used(request, case)


def _used(request: HttpRequest, case: Case) -> HttpResponse:
    """Show that the link was used already. It leads nowhere: a used link may be in anybody's hands."""
    return render(request, "dsar/link_used.html", {"case": case}, status=410)
