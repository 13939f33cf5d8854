"""The page on which subscribers change what they get, and the page that takes back an end. No cookie, no login."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.preferences import operations as preferences
from newsletter.preferences.errors import NotSubscribed, TooManyChanges
from newsletter.preferences.forms import MoveForm, PreferencesForm
from newsletter.preferences.receipt import make_receipt
from newsletter.subscriptions import links
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.emails import RECEIPT, UNDO
from newsletter.subscriptions.models import Subscription
from privacy.intake.views import intake
from privacy.register import in_force
from privacy.web import tokens
from privacy.web.errors import InvalidToken
from privacy.web.mailed_links import opened_by_link
from privacy.web.origin import private_page, same_origin_required


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
@intake(asks=False)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the person of a link gets, and change it on POST: ``act`` says which of the forms was sent.

    A link that was passed on or is old opens nothing: it sends a fresh one to its person.
    """
    now = timezone.now()
    try:
        link = links.read_settings_token(token, timezone.localdate(now))
    except InvalidToken:
        return render(request, "newsletter/link_broken.html", status=404)
    if not link.is_open:
        return _by_mail(request, link.address, now)
    subscription = subscriptions.active_of(link.address)
    if subscription is None:
        return render(request, "newsletter/preferences_none.html")
    try:
        return _answer(request, subscription)
    except NotSubscribed:  # left in another window meanwhile
        return render(request, "newsletter/preferences_none.html")


def _by_mail(request: HttpRequest, address: str, now: datetime) -> HttpResponse:
    """Offer the way out, and a fresh link by mail; the same for everybody, who subscribes or not."""
    act = request.POST.get("act", "")
    if act == "leave":
        return _unsubscribed(request, preferences.leave(address=address, now=now))
    if act == "renew":
        preferences.send_link(address=address, now=now)
    return render(request, "newsletter/preferences_by_mail.html", {"is_sent": act == "renew"})


def _answer(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    now, act = timezone.now(), request.POST.get("act", "")
    today, done = timezone.localdate(now), ""
    choices, move = PreferencesForm.of(subscription, today=today), MoveForm()
    if act == "leave":
        ended = preferences.leave(address=subscription.email, now=now)
        return _unsubscribed(request, ended)
    is_told = in_force.tells("newsletter")  # else there is nothing to choose any more, and one can only leave
    if act == "save" and is_told:
        choices = PreferencesForm(request.POST, today=today)
        if choices.is_valid():
            wanted = {"topics": [], **choices.cleaned_data}
            preferences.change(address=subscription.email, now=now, **wanted)
            done = act
    if act == "move" and is_told:
        move = MoveForm(request.POST)
        if move.is_valid():
            try:
                new_address = move.cleaned_data["email"]
                preferences.ask_to_move(address=subscription.email, new_address=new_address, now=now)
                move, done = MoveForm(), act
            except TooManyChanges:
                move.add_error("email", _("You have asked for this several times today. Try again tomorrow."))
    context = {"subscription": subscription, "choices": choices, "move": move, "done": done, "act": act}
    context["is_told"] = is_told
    is_wrong = bool(choices.errors or move.errors)
    return render(request, "newsletter/preferences.html", context, status=422 if is_wrong else 200)


def _unsubscribed(request: HttpRequest, ended: list[Subscription]) -> HttpResponse:
    subscription = ended[0] if ended else None
    undo = tokens.make_token(UNDO, subscription.pk) if subscription else ""
    receipt = tokens.make_token(RECEIPT, subscription.pk) if subscription else ""
    context = {"subscription": subscription, "undo": undo, "receipt": receipt}
    return render(request, "newsletter/unsubscribed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
@opened_by_link(UNDO, pages="newsletter")
def undo(request: HttpRequest, subscription_id: UUID, token: str) -> HttpResponse:
    """Show a page with a button; take back the end on POST."""
    if request.method != "POST":
        return render(request, "newsletter/undo.html")
    again = preferences.undo(subscription_id=subscription_id, now=timezone.now())
    if again is None:
        return render(request, "newsletter/link_expired.html", status=410)
    return render(request, "newsletter/confirmed.html", {"is_new": True})


@require_safe
@private_page
@opened_by_link(RECEIPT, pages="newsletter")
def receipt(request: HttpRequest, subscription_id: UUID, token: str) -> HttpResponse:
    """Show what became of an ended subscription in each place that held something of it, also when all is gone."""
    made = make_receipt(subscription_id, timezone.now())
    return render(request, "newsletter/receipt.html", {"receipt": made})
