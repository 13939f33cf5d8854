"""Public pages of trial accounts: the form, and the page of the mailed link."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from contact.trials import operations as trials
from contact.trials.emails import CONFIRM
from contact.trials.errors import LinkUsedUp
from contact.trials.forms import TrialForm
from privacy.intake.limits.senders import sender_of, stamp
from privacy.intake.views import intake
from privacy.register import in_force
from privacy.web.mailed_links import opened_by_link
from privacy.web.origin import private_page, same_origin_required, without_third_parties

_PAGE_LASTS = 60


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=True)
def form(request: HttpRequest) -> HttpResponse:
    """Show the form, or store a request, with the same response for every address (LAW X-35).

    Answers 404 where the policy in force does not have the purpose ``trials``.
    """
    if not in_force.tells("trials"):
        raise Http404
    now = timezone.now()
    filled = TrialForm(request.POST) if request.method == "POST" else TrialForm(initial={"loaded": stamp(now)})
    if filled.is_bound and filled.is_valid():
        sender = sender_of(request, filled.loaded_stamp, now)
        trials.ask(fields=filled.request(), language=get_language() or "", sender=sender, now=now)
        response = redirect("trials:sent")
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    page = render(request, "contact/trials/form.html", {"form": filled}, status=422 if filled.is_bound else 200)
    if filled.is_bound:
        add_never_cache_headers(page)
    else:
        patch_cache_control(page, public=True, max_age=_PAGE_LASTS)
    return page


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
def sent(request: HttpRequest) -> HttpResponse:
    """Explain the next step. A reload does not repeat the request."""
    if not in_force.tells("trials"):
        raise Http404
    return render(request, "contact/trials/sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
@opened_by_link(CONFIRM, pages="contact/trials", gone=(LinkUsedUp,))  # how long it works, the row says
def confirm(request: HttpRequest, request_id: UUID, token: str) -> HttpResponse:
    """Show a page with a button; hand the request to staff on POST."""
    if request.method != "POST":
        return render(request, "contact/trials/confirm.html")
    is_new = trials.confirm(request_id=request_id, now=timezone.now())
    return render(request, "contact/trials/confirmed.html", {"is_new": is_new})
