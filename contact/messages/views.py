"""The contact form and its confirmation page: the same for everyone, without cookies."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from contact.messages import operations as messages
from contact.messages.forms import ContactForm
from privacy.intake.limits.senders import stamp
from privacy.intake.scoring import judge
from privacy.intake.views import intake
from privacy.web.origin import same_origin_required, without_third_parties

_PAGE_LASTS = 60


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=False)
def form(request: HttpRequest) -> HttpResponse:
    """Show the form, or receive a message and redirect, so that a reload does not send it twice."""
    now = timezone.now()
    if request.method != "POST":
        page = render(request, "contact/form.html", {"form": ContactForm(initial={"loaded": stamp(now)})})
        patch_cache_control(page, public=True, max_age=_PAGE_LASTS)
        return page
    filled = ContactForm(request.POST)
    if not filled.is_valid():
        page = render(request, "contact/form.html", {"form": filled}, status=422)
        add_never_cache_headers(page)
        return page
    # A message is kept apart at the most, never dropped and never held up.
    is_suspect = judge(request.POST, now).is_suspect
    messages.receive(fields=filled.message(), language=get_language() or "", is_suspect=is_suspect, now=now)
    response = redirect("contact:sent")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
def sent(request: HttpRequest) -> HttpResponse:
    """Confirm that the message was received."""
    return render(request, "contact/sent.html")
