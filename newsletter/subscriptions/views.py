"""Public pages of the newsletter: no cookies; unsubscribing needs no account and no reason."""

from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.subscriptions import links
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.emails import CONFIRM, RECEIPT, UNDO
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.errors import LinkUsedUp
from newsletter.subscriptions.forms import SignupForm
from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions.wording import consent_text
from privacy.intake.limits.senders import sender_of, stamp
from privacy.intake.views import intake
from privacy.register import in_force
from privacy.web import tokens
from privacy.web.errors import InvalidToken
from privacy.web.mailed_links import opened_by_link
from privacy.web.origin import open_while_closed, private_page, same_origin_required, without_third_parties

_PAGE_LASTS = 60


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=True)
def signup(request: HttpRequest) -> HttpResponse:
    """Show the form, or store a request, with the same response for every address (LAW X-35).

    Answers 404 when the policy in force does not have the purpose ``newsletter``.
    """
    if not in_force.tells("newsletter"):
        raise Http404
    now = timezone.now()
    form = SignupForm(request.POST) if request.method == "POST" else SignupForm(initial={"loaded": stamp(now)})
    if form.is_bound and form.is_valid():
        subscriptions.sign_up(
            address=form.cleaned_data["email"],
            language=get_language() or "",
            form="newsletter.signup",
            text=consent_text(),
            topics=form.cleaned_data.get("topics", ()),
            sender=sender_of(request, form.loaded_stamp, now),
            now=now,
        )
        response = redirect("newsletter:signup_done")
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    context = {"form": form, "consent_text": consent_text()}
    page = render(request, "newsletter/signup.html", context, status=422 if form.is_bound else 200)
    if form.is_bound:
        add_never_cache_headers(page)
    else:
        patch_cache_control(page, public=True, max_age=_PAGE_LASTS)
    return page


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
def signup_done(request: HttpRequest) -> HttpResponse:
    """Explain the next step. A reload does not repeat the request."""
    return render(request, "newsletter/signup_done.html")


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
@opened_by_link(CONFIRM, pages="newsletter", lasts=subscriptions.LINK_LASTS, gone=(LinkUsedUp,))
def confirm(request: HttpRequest, subscription_id: UUID, token: str) -> HttpResponse:
    """Show a page with a button; confirm the subscription on POST."""
    if request.method != "POST":
        return render(request, "newsletter/confirm.html", {"consent_text": consent_text()})
    is_new = subscriptions.confirm(subscription_id=subscription_id, now=timezone.now())
    return render(request, "newsletter/confirmed.html", {"is_new": is_new})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@open_while_closed
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a page with a button; end the subscription on POST, also by one click of a mail program (RFC 8058).

    Works while the ledger of erasures is away: its line waits in the database.
    """
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        return _one_click(token, now=timezone.now())
    response: HttpResponse = _unsubscribe_page(request, token)  # type: ignore[assignment]
    return response


def _one_click(token: str, *, now: datetime) -> HttpResponse:
    """End what the person of ``token`` has; the response is the same for an invalid, ended or erased one."""
    with suppress(InvalidToken):
        subscriptions.unsubscribe_by_link(token=token, reason=EndReason.ONE_CLICK, now=now)
    return HttpResponse("OK", content_type="text/plain")


@same_origin_required
def _unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        address = links.who_unsubscribes(token)
    except InvalidToken:
        return render(request, "newsletter/link_broken.html", status=404)
    if request.method != "POST":
        return render(request, "newsletter/unsubscribe.html")
    ended = subscriptions.unsubscribe_by_link(token=token, reason=EndReason.PAGE, now=timezone.now())
    # Who ended it can take that back; a link that is used again later cannot.
    undo = tokens.make_token(UNDO, ended[0].pk) if ended else ""
    last = Subscription.objects.ended().of(address).order_by("-ended_at").first() if address else None
    receipt = tokens.make_token(RECEIPT, last.pk) if last else ""
    context = {"subscription": last, "undo": undo, "receipt": receipt}
    return render(request, "newsletter/unsubscribed.html", context)
