"""Pages behind mailed links: a page with a button on GET, the act on POST, and pages for links that lead nowhere."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from privacy.web import tokens
from privacy.web.errors import ExpiredToken, InvalidToken

OfRow = Callable[[HttpRequest, UUID, str], HttpResponse]
OfToken = Callable[[HttpRequest, str], HttpResponse]


def opened_by_link(
    purpose: str, *, pages: str, lasts: timedelta | None = None, gone: tuple[type[Exception], ...] = ()
) -> Callable[[OfRow], OfToken]:
    """Give a view the id of the row that the token of a mailed link names, and the token.

    The view changes something on POST only: mail scanners follow links, but press no buttons. A link that is none has
    the page ``link_broken.html`` of the folder ``pages``; one that is older than it ``lasts``, or for which the view
    raises one of ``gone``, has ``link_expired.html``.
    """

    over: tuple[type[Exception], ...] = (ExpiredToken, *gone)

    def decorate(view: OfRow) -> OfToken:
        @wraps(view)
        def opened(request: HttpRequest, token: str) -> HttpResponse:
            try:
                return view(request, tokens.read_token(purpose, token, max_age=lasts), token)
            except InvalidToken:
                return render(request, f"{pages}/link_broken.html", status=404)
            except over:
                return render(request, f"{pages}/link_expired.html", status=410)

        return opened

    return decorate
