"""The form for who asks for somebody else; staff look at the mandate before anything happens (LAW D-33)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from dsar.intake import representatives
from dsar.intake.representatives import Claim
from dsar.portal.answers import see_other
from dsar.portal.forms import RepresentativeForm
from privacy.intake.limits.senders import stamp
from privacy.intake.views import intake
from privacy.web.origin import same_origin_required, without_third_parties

_PAGE_LASTS = 60


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=False)
def representative(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST enter the requests, with the same answer for every address (LAW X-35)."""
    now = timezone.now()
    form = RepresentativeForm(request.POST if request.method == "POST" else None, initial={"loaded": stamp(now)})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        representatives.ask_for(
            rights=given["rights"],
            person=given["person"],
            claim=Claim(name=given["name"], address=given["email"], statement=given["statement"]),
            language=get_language() or "",
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
    return render(request, "dsar/representative_done.html")
