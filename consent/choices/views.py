"""The page of choices, its submission, and the receipt."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from consent.choices import asking_again, clearing_all, forms, interface, operations
from consent.choices.enums import Control, Surface
from consent.choices.errors import TooManyConsents
from consent.choices.forms import Pressed
from consent.choices.models import ConsentRecord
from consent.choices.proving import prove
from consent.choices.receipts import as_json, labels, proof_as_json, purpose_titles
from consent.conf import consent_settings
from consent.gate import browser, cookie
from consent.gate import offer as offers
from consent.gate.clearing import expire
from consent.gate.cookie import Choice
from consent.gate.offer import Offer
from consent.gate.reading import read_choice
from consent.services.enums import OPTIONAL
from privacy.intake.limits.posts import PostBound, is_too_many, too_many_posts
from privacy.web.origin import private_page, same_origin_required, without_third_parties
from privacy.web.redirects import checked_target

_COUNTED_BY = 20  # consents


@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@without_third_parties
def choices(request: HttpRequest) -> HttpResponse:
    """Show the choice of this browser and a form to change it; POST stores the answer."""
    offer = offers.current()
    try:
        if request.method == "POST" and (answered := answer(request)):
            return answered
    except TooManyConsents:
        return too_many_posts(request)
    if offer is None or not offer.categories:
        return render(request, "consent/nothing.html", {"choice": read_choice(request, timezone.now())})
    return _page(request, offer, is_understood=request.method != "POST")


def answer(request: HttpRequest) -> HttpResponse | None:
    """Store the submitted choice and return where to redirect; None for an invalid choice, which changes nothing.

    Raises ``TooManyConsents``, and changes nothing.
    """
    offer = offers.current()
    if (step := clearing_all.step_of(request)) is not None:
        return clearing_all.answer(request, step, timezone.now())
    pressed = forms.read(offer, request.POST) if offer else None
    if offer is None or pressed is None:
        return None
    # Everything that the request can get wrong is looked at before something is stored.
    way_back = _way_back(request, pressed.way_back)
    choice = _store(request, offer, pressed)
    if choice is None:
        return None
    response = _answer(request, way_back, choice)
    expire(response, request.get_host(), offer.to_clear(request.COOKIES, choice), request.path)
    cookie.remember(request, response, choice)
    if choice.takes_back:
        response["Clear-Site-Data"] = clearing_all.STORAGE
    return response


@require_safe
@private_page
def receipt(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show a record to the browser that knows its id. JSON on ``Accept: application/json``."""
    record = get_object_or_404(ConsentRecord.objects.select_related("revision"), pk=record_id)
    proof = prove(record=record, now=timezone.now())
    is_download = request.GET.get("format") == "json"
    if is_download or _wants_json(request):
        history = proof_as_json(proof.sha256, proof.entries, proof.holds)
        response = JsonResponse(as_json(record, history, timezone.now()), content_type="application/ld+json")
        if is_download:
            response["Content-Disposition"] = f'attachment; filename="{record.pk}.json"'
        return response
    context = {
        "record": record,
        "proof": proof,
        "granted": labels(record.granted),
        "purposes": purpose_titles(record),
        "options": labels(record.options),
    }
    return render(request, "consent/receipt.html", context)


def _page(request: HttpRequest, offer: Offer, *, is_understood: bool = True) -> HttpResponse:
    choice = read_choice(request, timezone.now())
    changed = offer.changed_for(choice) if choice else frozenset()
    ticked = (choice.granted & {category.value for category in offer.categories}) - changed if choice else frozenset()
    context = {
        "choice": choice,
        "is_understood": is_understood,
        "is_signalled": browser.says_no(request),
        "granted": [category.label for category in OPTIONAL if choice and category in choice.granted],
        "news": interface.news_for(offer, choice) if choice else [],
        "question": interface.question(offer, Surface.PAGE, ticked).html,
        "services": interface.services(offer),
        "not_removable": interface.not_removable(offer),
    }
    return render(request, "consent/choices.html", context, status=200 if is_understood else 400)


def _store(request: HttpRequest, offer: Offer, pressed: Pressed) -> Choice | None:
    now = timezone.now()
    before = read_choice(request, now)
    if not offer.categories and not (before and before.granted):
        return None
    if pressed.is_about_changes and pressed.control != Control.NONE and before is None:
        return None
    pressed = _within_bound(request, pressed, before, now)
    answer = operations.Answer(
        granted=pressed.granted,
        control=pressed.control,
        surface=pressed.surface,
        language=get_language() or settings.LANGUAGE_CODE,
        interface=_interface(offer, pressed),
        is_gpc=browser.says_no(request),
        device=browser.device(request),
    )
    if before and pressed.is_about_changes:
        return asking_again.answer_changes(offer=offer, answer=answer, before=before, now=now)
    if pressed.service:
        return asking_again.allow_inline(offer=offer, answer=answer, before=before, now=now)
    kept: frozenset[str] = frozenset()
    if before and pressed.control == Control.SOME:
        kept = (before.granted & pressed.granted) - offer.changed_for(before)
    return operations.choose(offer=offer, answer=answer, before=before, now=now, kept=kept)


def _within_bound(request: HttpRequest, pressed: Pressed, before: Choice | None, now: datetime) -> Pressed:
    """Return what can be stored of an answer: what takes something back always can. Raises ``TooManyConsents``."""
    # A yes without its record could not be shown to be one, and is none (docs/decisions/0026).
    granted, site = before.granted if before else frozenset[str](), consent_settings()
    bound = PostBound(
        in_ten_minutes=site.consents_in_ten_minutes,
        a_day_per_sender=site.consents_a_day_per_sender,
        a_day=site.consents_a_day,
        counted_by=_COUNTED_BY,
    )
    if not pressed.grants_beyond(granted) or not is_too_many(request, "consents", bound, now):
        return pressed
    left = pressed.without_new(granted)
    if left is None:
        raise TooManyConsents
    return left


def _interface(offer: Offer, pressed: Pressed) -> interface.Interface:
    if not pressed.service:
        return interface.question(offer, pressed.surface)
    return interface.inline(offer, next(service for service in offer.services if service.key == pressed.service))


def _answer(request: HttpRequest, way_back: str, choice: Choice) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"granted": sorted(choice.granted), "expires_at": choice.expires_at})
    response = HttpResponse(status=303)
    response["Location"] = way_back
    return response


def _way_back(request: HttpRequest, wanted: str) -> str:
    """Return the page of this site where the choice was submitted, else the page of choices."""
    here = reverse("consent:choices")
    if wanted.startswith("/") and (target := checked_target(request, wanted)):
        return target
    came_from = request.headers.get("Referer", "")
    if not came_from.endswith(here) and (target := checked_target(request, came_from)):
        return target
    return f"{here}#main"


def _wants_json(request: HttpRequest) -> bool:
    if "application/json" not in request.headers.get("Accept", ""):
        return False
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
