"""Pages behind the letter to a further address of whoever asked: it was me, or it was not. Each acts on POST only."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dsar.cases import channels, disowning, links, whose
from dsar.cases.enums import State
from dsar.cases.errors import WrongState
from dsar.cases.told import ToldAddress
from dsar.portal.answers import gone, opened, see_other
from privacy.web.origin import private_page, same_origin_required

_OVER = (State.DISOWNED, State.JOINED, State.WITHDRAWN)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def known(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was asked; on POST make what is held under the address a part of it."""
    told = _told(request, token)
    if not isinstance(told, ToldAddress):
        return told
    if request.method == "POST":
        try:
            channels.confirm(told_id=told.pk, now=timezone.now())
        except WrongState:
            return gone(request)
        return see_other("dsar:known", token=token)
    context = {
        "case": told.case,
        "token": token,
        "is_confirmed": told.confirmed_at is not None,
        "may_confirm": whose.may_confirm(told, told.case),
    }
    return render(request, "dsar/known.html", context)


@require_POST
@same_origin_required
@private_page
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Close a request that somebody else made, as a known address of the person says."""
    told = _told(request, token)
    if not isinstance(told, ToldAddress):
        return told
    try:
        disowning.disown(case=told.case, now=timezone.now())
    except WrongState:
        return render(request, "dsar/too_late.html", status=409)
    return render(request, "dsar/disowned.html", {"case": told.case})


def _told(request: HttpRequest, token: str) -> ToldAddress | HttpResponse:
    told_id = opened(request, links.KNOWN, token)
    if not isinstance(told_id, UUID):
        return told_id
    told = ToldAddress.objects.filter(pk=told_id).select_related("case").first()
    return gone(request) if told is None or told.case.state in _OVER else told
