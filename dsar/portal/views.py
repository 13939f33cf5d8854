"""Public pages of the portal: the rights, their forms, and new links. There is no login (LAW D-08, D-40)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from dsar.cases import asking, links
from dsar.cases.enums import Right
from dsar.cases.proofs import operations as proofs
from dsar.cases.rights import RIGHT_TEXTS
from dsar.portal.answers import see_other
from dsar.portal.forms import AddressForm, AskForm, LinksForm, ProductForm, SeveralForm
from privacy.intake.limits.senders import sender_of, stamp
from privacy.intake.views import intake
from privacy.register.purposes.queries import current_controller
from privacy.web.origin import same_origin_required, without_third_parties

_PAGE_LASTS = 60
_APART = (Right.OBJECTION, Right.OTHER_USE, Right.HUMAN, Right.COMPLAINT)


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
@without_third_parties
def portal(request: HttpRequest) -> HttpResponse:
    """Show every right with its button (LAW P30)."""
    context = {
        "rights": [(right, RIGHT_TEXTS[right]) for right in Right if right not in _APART],
        "objection": RIGHT_TEXTS[Right.OBJECTION],
        "other_use": RIGHT_TEXTS[Right.OTHER_USE],
        "human": RIGHT_TEXTS[Right.HUMAN],
        "complaint": RIGHT_TEXTS[Right.COMPLAINT],
        "authority": current_controller(),
    }
    return render(request, "dsar/portal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=False)
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
        return see_other("dsar:ask_done", right=right)
    return _form_page(request, "dsar/ask.html", form, right=right, texts=RIGHT_TEXTS[right])


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=False)
def several(request: HttpRequest) -> HttpResponse:
    """Show one form for several rights; on POST take a request under each (LAW D-21)."""
    return _several(request, SeveralForm, "dsar/several.html")


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=False)
def product(request: HttpRequest) -> HttpResponse:
    """Take requests of people who use a product through a customer, to whom staff pass them on (LAW D-34, P6)."""
    return _several(request, ProductForm, "dsar/product.html")


def _several(request: HttpRequest, form_class: type[SeveralForm], template: str) -> HttpResponse:
    now = timezone.now()
    form = form_class(request.POST if request.method == "POST" else None, initial={"loaded": stamp(now)})
    if form.is_bound and form.is_valid():
        asking.ask_several(
            rights=form.cleaned_data["rights"],
            address=form.cleaned_data["email"],
            message=form.cleaned_data["message"],
            language=get_language() or "",
            organisation=form.cleaned_data.get("organisation", ""),
            sender=sender_of(request, form.loaded_stamp, now),
            now=now,
        )
        return see_other("dsar:several_done")
    return _form_page(request, template, form)


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
@without_third_parties
def several_done(request: HttpRequest) -> HttpResponse:
    """Describe the next step after several requests were sent."""
    return render(request, "dsar/ask_done.html", {"days": links.CONFIRM_LASTS.days})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=False)
def new_links(request: HttpRequest) -> HttpResponse:
    """Mail new links to the requests of an address, with the same answer for every address (LAW X-35)."""
    now = timezone.now()
    form = LinksForm(request.POST if request.method == "POST" else None, initial={"loaded": stamp(now)})
    if form.is_bound and form.is_valid():
        proofs.ask_for_links(
            address=form.cleaned_data["email"],
            language=get_language() or "",
            sender=sender_of(request, form.loaded_stamp, now),
            now=now,
        )
        return see_other("dsar:new_links_done")
    return _form_page(request, "dsar/new_links.html", form)


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
@without_third_parties
def new_links_done(request: HttpRequest) -> HttpResponse:
    """Describe the next step after new links were asked for."""
    return render(request, "dsar/new_links_done.html")


def _form_page(request: HttpRequest, template: str, form: AddressForm, **more: object) -> HttpResponse:
    response = render(request, template, {"form": form, **more}, status=422 if form.is_bound else 200)
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
