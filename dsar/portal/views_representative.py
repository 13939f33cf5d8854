"""Pages for who asks for somebody else: they confirm by mail, then staff look at the mandate (LAW D-33)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dsar.cases import disowning, links
from dsar.cases.enums import State
from dsar.cases.errors import WrongState
from dsar.cases.models import Case
from dsar.intake import representatives
from dsar.intake.representatives import Claim
from dsar.portal.answers import gone, opened, see_other
from dsar.portal.forms import RepresentativeForm
from privacy.intake.limits.senders import sender_of, stamp
from privacy.intake.views import intake
from privacy.web.origin import private_page, same_origin_required, without_third_parties

_PAGE_LASTS = 60


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=False)
def representative(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST take the requests, with the same answer for every address (LAW X-35)."""
    now = timezone.now()
    form = RepresentativeForm(request.POST if request.method == "POST" else None, initial={"loaded": stamp(now)})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        representatives.ask_for(
            rights=given["rights"],
            person=given["person"],
            claim=Claim(name=given["name"], address=given["email"], statement=given["statement"]),
            language=get_language() or "",
            sender=sender_of(request, form.loaded_stamp, now),
            now=now,
        )
        return see_other("dsar:representative_done")
    response = render(request, "dsar/representative.html", {"form": form}, status=422 if form.is_bound else 200)
    if form.is_bound:
        add_never_cache_headers(response)
    else:
        response["Cache-Control"] = f"public, max-age={_PAGE_LASTS}"
    return response


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
@without_third_parties
def representative_done(request: HttpRequest) -> HttpResponse:
    """Describe the next step after a request for somebody else was sent."""
    return render(request, "dsar/representative_done.html", {"days": links.CONFIRM_LASTS.days})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def confirm_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Show a page with a button that gives the requests of one form to staff, and then that they have them."""
    case = _claimed(request, token)
    if not isinstance(case, Case):
        return case
    if request.method == "POST":
        try:
            representatives.confirm(case_id=case.pk, now=timezone.now())
        except (WrongState, Case.DoesNotExist):
            return gone(request)
        return see_other("dsar:confirm_claim", token=token)
    context = {
        "case": case,
        "token": token,
        "is_confirmed": case.state == State.ENTERED,
        "requests": representatives.claimed_together(case),
    }
    return render(request, "dsar/confirm_claim.html", context)


@require_POST
@same_origin_required
@private_page
def claim_not_mine(request: HttpRequest, token: str) -> HttpResponse:
    """Close a request that somebody else made with the representative's address, before it was confirmed."""
    case = _claimed(request, token)
    if not isinstance(case, Case):
        return case
    if case.state != State.UNVERIFIED:
        return gone(request)
    try:
        disowning.disown(case=case, now=timezone.now())
    except WrongState:
        return gone(request)
    return render(request, "dsar/disowned.html", {"case": case})


def _claimed(request: HttpRequest, token: str) -> Case | HttpResponse:
    """Return the request whose mandate nobody has looked at that a token names, or the page that says why not."""
    case_id = opened(request, links.CLAIM, token)
    if not isinstance(case_id, UUID):
        return case_id
    waiting = Case.objects.filter(state__in=(State.UNVERIFIED, State.ENTERED), mandate_claim__isnull=False)
    return waiting.select_related("mandate_claim", "contact").filter(pk=case_id).first() or gone(request)
