"""Answers that the views of the portal share."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from dsar.cases import links
from dsar.cases.enums import UNCONFIRMED, State
from dsar.cases.models import Case
from privacy.web import tokens
from privacy.web.errors import ExpiredToken, InvalidToken


def see_other(to: str, **kwargs: str) -> HttpResponse:
    """Redirect to a page with GET, so that reloading it does not repeat the POST."""
    response: HttpResponse = HttpResponseRedirect(resolve_url(to, **kwargs))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def opened(request: HttpRequest, purpose: str, token: str) -> UUID | HttpResponse:
    """Return the id in a token, or an error page: 404 if the token is not ours, 410 if it has expired."""
    try:
        return tokens.read_token(purpose, token, max_age=links.LASTS[purpose])
    except InvalidToken:
        return render(request, "dsar/link_broken.html", status=404)
    except ExpiredToken:
        return gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    """Return the page of a link that is too old, was used, or leads to nothing any more."""
    return render(request, "dsar/link_expired.html", status=410)


def case_of(request: HttpRequest, purpose: str, token: str) -> Case | HttpResponse:
    """Return the request that a token opens, or what it was joined to; otherwise an error page.

    A request that nobody confirmed, or that the owner of the address disowned, is opened by no token.
    """
    case_id = opened(request, purpose, token)
    if not isinstance(case_id, UUID):
        return case_id
    case = Case.objects.filter(pk=case_id).select_related("joined_to").first()
    case = case.joined_to if case is not None and case.joined_to is not None else case
    if case is None or case.state in (*UNCONFIRMED, State.DISOWNED):
        return gone(request)
    return case
