"""The pages of the setup assistant in the administration, for staff who may edit the whole register."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from consent.importing.errors import UnreadablePolicy
from consent.importing.results import Outcome
from consent.setup import missing, offered, operations, queries, steps
from consent.setup.forms import (
    CountryForm,
    FactsForm,
    ItemForm,
    PolicyForm,
    ProductsForm,
    SiteForm,
    SuppliesForm,
    WhoForm,
)
from privacy.law.deadlines import local_date
from privacy.policy import drafting
from privacy.recipients.models import Vendor
from privacy.register.purposes.models import Controller
from privacy.register.purposes.own_supplies import run_by_ourselves
from privacy.staff import acts
from privacy.staff.list_pages import list_page

Context = dict[str, Any]


def may_set_up(request: HttpRequest) -> bool:
    """Tell whether somebody may edit every part of the register that the assistant writes to."""
    return bool(request.user.has_perms(queries.MAY_EDIT))


@list_page(
    model=Controller,
    route="setup/",
    name="privacy_setup",
    title=gettext_lazy("The setup assistant"),
    is_allowed=may_set_up,
)
@acts.reads
def begin(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """Lead to the first step that is not done."""
    if not may_set_up(request):
        raise PermissionDenied
    return redirect(steps.first_open().url)


@list_page(
    model=Controller,
    route="setup/<slug:step>/",
    name="privacy_setup_step",
    title=gettext_lazy("The setup assistant"),
    is_allowed=may_set_up,
    is_listed=False,
)
@acts.reversible("A step only writes the draft, and is done again.")
def show(request: HttpRequest, admin: ModelAdmin, step: str) -> HttpResponse:
    """Show a step, or save it and go on."""
    if not may_set_up(request):
        raise PermissionDenied
    if step not in steps.steps:
        raise Http404
    if step != "who" and not Controller.objects.exists():
        return redirect(steps.steps["who"].url)
    answer = _PAGES[step](request)
    if isinstance(answer, HttpResponse):
        return answer
    current = steps.steps[step]
    context = {
        **admin.admin_site.each_context(request),
        "title": current.title,
        "opts": admin.opts,
        "step": current,
        "states": steps.states(step),
        "before": steps.neighbour(step, -1),
        "after": steps.neighbour(step, 1),
        **answer,
    }
    return render(request, f"admin/consent/setup/{answer.get('page', 'form')}.html", context)


def _go_on(step: str) -> HttpResponse:
    following = steps.neighbour(step, 1)
    return redirect((following or steps.steps[step]).url)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _who(request: HttpRequest) -> HttpResponse | Context:
    row = Controller.objects.first() or Controller(country="")
    form = WhoForm(_sent(request), instance=row)
    if request.method == "POST" and form.is_valid():
        operations.describe_controller(controller=form.save(commit=False), now=timezone.now())
        return _go_on("who")
    return {"form": form}


def _country(request: HttpRequest) -> HttpResponse | Context:
    form = CountryForm(_sent(request), instance=Controller.objects.first())
    if request.method == "POST" and form.is_valid():
        form.save()
        return _go_on("country")
    return {"form": form, "languages": offered.languages(), "page": "country"}


def _site(request: HttpRequest) -> HttpResponse | Context:
    form = SiteForm(_sent(request), initial={"newsletter": queries.has_newsletter()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        operations.choose_activities(keys=given["activities"], has_newsletter=given["newsletter"])
        return _go_on("site")
    return {"form": form, "purposes": offered.purposes(), "page": "site"}


def _vendors(request: HttpRequest) -> HttpResponse | Context:
    form = ProductsForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        count = operations.adopt_products(keys=form.cleaned_data["product"])
        text = ngettext("%(count)d supplier was added.", "%(count)d suppliers were added.", count)
        messages.success(request, text % {"count": count})
        return _go_on("vendors")
    return {"form": form, "groups": offered.groups(), "others": offered.other_vendors(), "page": "vendors"}


def _facts(request: HttpRequest) -> HttpResponse | Context:
    cards = _cards(_sent(request))
    supplies = SuppliesForm(_sent(request), supplies=queries.open_supplies())
    if request.method == "POST" and not any(form.errors for form in (supplies, *(card.form for card in cards))):
        operations.answer_supplies(given=supplies.cleaned_data, by=cast("User", request.user), now=timezone.now())
        _answer(cards, local_date(timezone.now()))
        asked = {card.row: set(card.form.fields) for card in cards}
        # An answer may raise a further question, such as what carries a transfer out of the EEA.
        is_more = any(set(card.form.fields) - asked.get(card.row, set()) for card in _cards(None))
        return redirect(steps.steps["facts"].url) if is_more else _go_on("facts")
    media = sum((card.form.media for card in cards), forms.Media())
    return {"cards": cards, "supplies": supplies, "media": media, "page": "facts"}


def _cards(data: Any) -> list[offered.Card]:
    """Return the recipients and the storage items that lack facts, each with its form."""
    return [
        *(offered.card(row, FactsForm(data, vendor=row, missing=lacking)) for row, lacking in queries.open_vendors()),
        *(offered.card(row, ItemForm(data, item=row, missing=lacking)) for row, lacking in queries.open_items()),
    ]


def _answer(cards: list[offered.Card], today: date) -> None:
    for card in cards:
        if isinstance(card.row, Vendor):
            operations.answer(vendor=card.row, facts=card.form.cleaned_data)
        else:
            operations.answer_item(item=card.row, facts=card.form.cleaned_data, today=today)


def _cookies(request: HttpRequest) -> HttpResponse | Context:
    form = PolicyForm(_sent(request), request.FILES or None)
    context: Context = {"form": form, "page": "cookies"}
    if request.method != "POST" or not form.is_valid():
        return context
    try:
        result = operations.bring_policy(data=form.content())
    except UnreadablePolicy:
        return context | {"is_unreadable": True}
    counts = {str(outcome): result.count(outcome) for outcome in Outcome}
    return context | {"form": PolicyForm(), "result": result, "counts": counts}


def _text(request: HttpRequest) -> HttpResponse | Context:
    if request.method == "POST":
        begun = drafting.begin_all(now=timezone.now())
        done = ngettext("%(count)d passage was written.", "%(count)d passages were written.", len(begun))
        messages.success(request, done % {"count": len(begun)})
        return redirect(steps.steps["text"].url)
    return {"text": offered.text(timezone.now()), "page": "text"}


def _check(request: HttpRequest) -> HttpResponse | Context:
    found = missing.missing(timezone.now())
    facts = {"is_published": queries.is_published(), "runs_itself": run_by_ourselves()}
    return {"missing": found, **facts, "page": "check"}


_PAGES: dict[str, Callable[[HttpRequest], HttpResponse | Context]] = {
    "who": _who,
    "country": _country,
    "site": _site,
    "vendors": _vendors,
    "facts": _facts,
    "cookies": _cookies,
    "text": _text,
    "check": _check,
}
