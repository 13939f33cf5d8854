"""Acts of staff: each page and bulk action of the administration says whether what it does can be undone.

What cannot be undone is confirmed on a page that lists its consequences, and is carried out only for a request that was
sent from such a page and only if the consequences are still the same. ``privacy.E042`` refuses what says nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.staff.consequences import SEEN, Consequences
from privacy.staff.proof import ask_for_proof

View = Callable[..., HttpResponse]
MARK = "staff_act"  # the attribute that says what a view or an action is
READS, REVERSIBLE, CONFIRMED = "reads", "reversible", "confirmed"
CHANGED_SINCE = _("Something has changed since you looked. Look again before you confirm.")


def reads(view: View) -> View:
    """Decorate a page that changes nothing: it answers no POST."""

    @wraps(view)
    def safe(*args: Any, **kwargs: Any) -> HttpResponse:
        if _request_in(args).method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return view(*args, **kwargs)

    setattr(safe, MARK, READS)
    return safe


def reversible(because: str) -> Callable[[Any], Any]:
    """Mark a page or an action whose effect staff can take back; ``because`` says how."""

    if not because:
        msg = "Say how the act is taken back."
        raise ValueError(msg)

    def mark(act: Any) -> Any:
        setattr(act, MARK, REVERSIBLE)
        return act

    return mark


def confirmed(view: View) -> View:
    """Decorate a view that acts only on what its page showed (``confirm`` or ``Consequences.were_seen``).

    What was seen is compared and done in one transaction.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> HttpResponse:
        if _request_in(args).method != "POST":
            return view(*args, **kwargs)
        with transaction.atomic():
            return view(*args, **kwargs)

    setattr(guarded, MARK, CONFIRMED)
    return guarded


def _request_in(args: tuple[Any, ...]) -> HttpRequest:
    """Return the request among the arguments of a view, which may be a method."""
    return next(argument for argument in args if isinstance(argument, HttpRequest))


def mark_of(act: Any) -> str:
    """Return what a view or an action says of itself; empty if nothing."""
    return str(getattr(act, MARK, ""))


def page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    consequences: Consequences | None,
    *,
    title: str | Promise,
    button: str | Promise,
    back: str,
    template: str = "admin/privacy/confirm.html",
    **more: Any,
) -> HttpResponse:
    """Return the page that lists the consequences of an act, with the button that confirms them.

    Without consequences it is a form that asks for what they depend on.
    """
    if consequences is not None and is_stale(request, consequences):
        messages.warning(request, CHANGED_SINCE)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "button": button,
        "back": back,
        "consequences": consequences,
    }
    return render(request, template, context | more)


def confirm(
    request: HttpRequest, model_admin: admin.ModelAdmin, consequences: Consequences, **shown: Any
) -> HttpResponse | None:
    """Return the ``page`` before an act; None if the request was sent from it and nothing has changed."""
    return None if consequences.were_seen(request) else page(request, model_admin, consequences, **shown)


def is_stale(request: HttpRequest, consequences: Consequences) -> bool:
    """Tell whether a request was sent from a page that showed other consequences."""
    return request.method == "POST" and SEEN in request.POST and not consequences.were_seen(request)


Shows = Callable[[Any, HttpRequest, Any], Consequences]
Act = Callable[[Any, HttpRequest, Any], HttpResponse | None]


def confirmed_action(
    *,
    description: str | Promise,
    button: str | Promise,
    permissions: list[str],
    shows: Shows,
    needs_proof: bool = False,
) -> Callable[[Act], Act]:
    """Decorate a bulk action that cannot be undone: it runs after a page with what ``shows`` of the chosen rows."""

    def decorate(act: Act) -> Act:
        @wraps(act)
        def confirmed_act(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
            if needs_proof and (asked := ask_for_proof(request)):
                return asked
            hidden = [(ACTION_CHECKBOX_NAME, pk) for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)]
            hidden += [("action", act.__name__), ("index", request.POST.get("index", "0"))]
            hidden.append(("select_across", request.POST.get("select_across", "0")))
            with transaction.atomic():
                shown = shows(model_admin, request, queryset)
                back = request.get_full_path()
                asked = confirm(request, model_admin, shown, title=description, button=button, back=back, hidden=hidden)
                return asked or act(model_admin, request, queryset)

        setattr(confirmed_act, MARK, CONFIRMED)
        decorated: Act = admin.action(description=description, permissions=permissions)(confirmed_act)  # type: ignore[arg-type]
        return decorated

    return decorate
