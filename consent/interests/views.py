"""The page about interests, the same for everybody, and one's own, which a mailed link opens."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent.interests import operations as interests
from consent.interests.emails import LINK
from consent.interests.errors import LinkUsedUp
from consent.interests.forms import ProfileLinkForm
from consent.interests.models import Profile
from consent.interests.rules import rules
from consent.interests.wording import consent_text
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
def page(request: HttpRequest) -> HttpResponse:
    """Explain the rules to anybody; store a request for a link, with the same response for every address (LAW X-35).

    Answers 404 where the policy in force does not have the purpose ``interests``.
    """
    if not in_force.tells("interests"):
        raise Http404
    now = timezone.now()
    form = (
        ProfileLinkForm(request.POST) if request.method == "POST" else ProfileLinkForm(initial={"loaded": stamp(now)})
    )
    if form.is_bound and form.is_valid():
        sender = sender_of(request, form.loaded_stamp, now)
        interests.ask(address=form.cleaned_data["email"], language=get_language() or "", sender=sender, now=now)
        response = redirect("interests:sent")
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    context = {"form": form, "rules": rules.values(), "consent_text": consent_text()}
    answer = render(request, "consent/interests/page.html", context, status=422 if form.is_bound else 200)
    if form.is_bound:
        add_never_cache_headers(answer)
    else:
        patch_cache_control(answer, public=True, max_age=_PAGE_LASTS)
    return answer


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
def sent(request: HttpRequest) -> HttpResponse:
    """Explain the next step. A reload does not repeat the request."""
    if not in_force.tells("interests"):
        raise Http404
    return render(request, "consent/interests/sent.html")


_of_owner = opened_by_link(LINK, pages="consent/interests", lasts=interests.LINK_LASTS, gone=(LinkUsedUp,))


@require_safe
@private_page
@_of_owner
def mine(request: HttpRequest, link_id: UUID, token: str) -> HttpResponse:
    """Show whether there is a profile, and each interest with the rule it comes from. Changes nothing."""
    link = interests.owner(link_id=link_id, now=timezone.now())
    profile = Profile.stored.live().filter(email=link.email).first()
    context = {
        "token": token,
        "profile": profile,
        "interests": list(profile.interests.all()) if profile else [],
        "rules": rules.values(),
        "consent_text": consent_text(),
    }
    return render(request, "consent/interests/mine.html", context)


@require_POST
@same_origin_required
@private_page
@_of_owner
def say_yes(request: HttpRequest, link_id: UUID, token: str) -> HttpResponse:
    """Store the yes, and lead back to the page with the interests."""
    interests.say_yes(link_id=link_id, text=consent_text(), language=get_language() or "", now=timezone.now())
    return _see(token)


@require_POST
@same_origin_required
@private_page
@_of_owner
def say_no(request: HttpRequest, link_id: UUID, token: str) -> HttpResponse:
    """Delete the profile, and lead back to the page that shows none."""
    interests.say_no(link_id=link_id, now=timezone.now())
    return _see(token)


def _see(token: str) -> HttpResponse:
    response = redirect("interests:mine", token)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
