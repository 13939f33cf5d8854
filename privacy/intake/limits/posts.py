"""How much one sender can have stored by a form: a bound on rows and on the journal, far above what a person does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from privacy.conf import privacy_settings
from privacy.intake.limits.counters import counters
from privacy.intake.limits.figures import count_refused
from privacy.intake.limits.senders import sender_key
from privacy.web.origin import as_private

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]

_WINDOW, _DAY = timedelta(minutes=10), timedelta(days=1)
_FIRST_POSTS = 5  # are taken from every sender, however much the site gets


@dataclass(frozen=True, kw_only=True)
class PostBound:
    """How many posts are taken.

    ``counted_by``: a process tells the store of so many at once, so that most posts cost nothing; the bound is that
    much less sharp.
    """

    in_ten_minutes: int
    a_day_per_sender: int
    a_day: int
    counted_by: int = 1


def bounded_posts(view: View) -> View:
    """Answer 429 to a sender that has posted far more to this form than people do, before anything is stored."""
    # Each form has a bound of its own, so that a flood of sign-ups keeps nobody from a right.
    form = f"{view.__module__}.{view.__qualname__}"

    @wraps(view)
    def bounded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and is_too_many(request, form, _bound_of_forms(), timezone.now()):
            return too_many_posts(request)
        return view(request, *args, **kwargs)

    bounded.is_bounded = True  # type: ignore[attr-defined]
    return bounded


def too_many_posts(request: HttpRequest) -> HttpResponse:
    """Return the page for a sender above the bound: nothing has been changed."""
    response = render(request, "privacy/too_many_posts.html", status=429)
    response["Retry-After"] = str(int(_WINDOW.total_seconds()))
    return as_private(response)


def is_too_many(request: HttpRequest, form: str, bound: PostBound, now: datetime) -> bool:
    """Count a post to a form; tell whether its sender, or the form on this day, is above the bound."""
    sender, window = sender_key(request, now.date()), int(now.timestamp() // _WINDOW.total_seconds())

    def count(key: str, lasts: timedelta) -> int:
        return counters.count_roughly(f"limits:posts:{form}:{key}", step=bound.counted_by, lasts=lasts, now=now)

    lately, today = count(f"{sender}:{window}", _WINDOW), count(f"{sender}:day", _DAY)
    of_all = count(now.date().isoformat(), _DAY)
    if today <= _FIRST_POSTS:
        return False
    is_refused = (
        lately > counters.share_of(bound.in_ten_minutes, now)
        or today > counters.share_of(bound.a_day_per_sender, now)
        or of_all > counters.share_of(bound.a_day, now)
    )
    if is_refused:
        count_refused(now)
    return is_refused


def _bound_of_forms() -> PostBound:
    site = privacy_settings()
    return PostBound(
        in_ten_minutes=site.posts_in_ten_minutes,
        a_day_per_sender=site.posts_a_day_per_sender,
        a_day=site.posts_a_day,
    )
