"""Dropping everything that the browser keeps of this site, after something was taken back (LAW C-10).

A name-by-name clearing does not reach cookies of other paths and partitions, nor every kind of storage. The header
``Clear-Site-Data`` does, the site's own cookies included, those that the same answer sets too. So the page asks for it
(``clear``) with its choice in the body, and the answer leads the browser on to ``keep``, which sets the choice anew.
The browser follows by itself: a visitor who leaves the page meanwhile is not asked again.
"""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from consent.gate import cookie
from consent.gate.clearing import expire
from consent.gate.reading import read_choice

STORAGE = '"storage"'
EVERYTHING = '"cookies", "storage"'


class Step(StrEnum):
    """What a page sends in place of an answer to the question."""

    CLEAR = "clear"
    KEEP = "keep"


def step_of(request: HttpRequest) -> Step | None:
    """Return the step that a request asks for, or None where it answers the question."""
    value = request.GET.get("step") or request.POST.get("choice", "")
    return Step(value) if value in list(Step) else None


def answer(request: HttpRequest, step: Step, now: datetime) -> HttpResponse:
    """Have the browser drop what it keeps of this site, or set the choice that it shows anew if it is still valid."""
    response = HttpResponse(status=204)
    if step == Step.CLEAR:
        response.status_code = 307  # the same body again
        response["Location"] = f"{request.path}?step={Step.KEEP}"
        # Staff stay signed in: their cookies would go with the others.
        is_staff = settings.SESSION_COOKIE_NAME in request.COOKIES
        response["Clear-Site-Data"] = STORAGE if is_staff else EVERYTHING
    elif choice := read_choice(request, now, shown=request.POST.get("kept", "")):
        cookie.remember(request, response, choice)
    else:
        expire(response, request.get_host(), [cookie.NAME], request.path)
    return response
