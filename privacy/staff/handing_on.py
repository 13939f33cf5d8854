"""What staff can make of a message that came in: apps register it, the desk of messages offers it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from privacy.registry import Registry
from privacy.staff import acts


@dataclass(frozen=True, kw_only=True)
class Enquiry:
    """What somebody wrote, and when it arrived. ``back`` is its page; ``note(now)`` says there what became of it."""

    address: str
    text: str
    language: str
    received_at: datetime
    back: str
    note: Callable[[datetime], None]


View = Callable[[HttpRequest, Any, Enquiry], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class HandingOn:
    """A page that makes something of a message: ``view`` is called with the request, the admin and the enquiry."""

    name: str
    title: str | Promise
    is_allowed: Callable[[HttpRequest], bool]
    view: View


registry: Registry[str, HandingOn] = Registry("handing on", order=lambda name, _page: name)


def hands_on(*, name: str, title: str | Promise, is_allowed: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """Register a view, which ``privacy.staff.acts`` has marked as confirmed."""

    def register(view: View) -> View:
        if acts.mark_of(view) != acts.CONFIRMED:
            msg = f"{name}: what is made of a message is confirmed on its page."
            raise ValueError(msg)
        registry.add(name, HandingOn(name=name, title=title, is_allowed=is_allowed, view=view))
        return view

    return register


def allowed(request: HttpRequest) -> Iterator[HandingOn]:
    """Yield what the account of a request may make of a message."""
    yield from (page for page in registry.values() if page.is_allowed(request))
