"""Dropping everything that the browser keeps of this site, after something was taken back (LAW C-10).

A name-by-name clearing does not reach cookies of other paths and partitions, nor every kind of storage. The header
``Clear-Site-Data`` does, the site's own cookies included: so the page asks for it first (``clear``), puts the choice
back, and shows it to the server (``keep``), which sets it anew.
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
    value = request.POST.get("choice", "")
    return Step(value) if value in list(Step) else None


def answer(request: HttpRequest, step: Step, now: datetime) -> HttpResponse:
    """Have the browser drop what it keeps of this site, or set the choice that it shows anew if it is still valid."""
    response = HttpResponse(status=204)
    if step == Step.CLEAR:
        # Staff stay signed in: their cookies would go with the others.
        is_staff = settings.SESSION_COOKIE_NAME in request.COOKIES
        response["Clear-Site-Data"] = STORAGE if is_staff else EVERYTHING
    elif choice := read_choice(request, now):
        cookie.remember(request, response, choice)
    else:
        expire(response, request.get_host(), [cookie.NAME], request.path)
    return response
