"""How much one sender can have stored by a form: a bound on rows and on the journal, far above what a person does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from privacy.conf import privacy_settings
from privacy.limits.counters import counters
from privacy.limits.figures import count_refused
from privacy.limits.senders import sender_key
from privacy.web.origin import as_private

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]

_WINDOW, _DAY = timedelta(minutes=10), timedelta(days=1)
_FIRST_POSTS = 5  # are taken from every sender, however much the site gets


def bounded_posts(view: View) -> View:
    """Answer 429 to a sender that has posted far more to this form than people do, before anything is stored."""
    # Each form has a bound of its own, so that a flood of sign-ups keeps nobody from a right.
    form = f"{view.__module__}.{view.__qualname__}"

    @wraps(view)
    def bounded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and is_too_many(request, form, timezone.now()):
            response = render(request, "privacy/too_many_posts.html", status=429)
            response["Retry-After"] = str(int(_WINDOW.total_seconds()))
            return as_private(response)
        return view(request, *args, **kwargs)

    bounded.is_bounded = True  # type: ignore[attr-defined]
    return bounded


def is_too_many(request: HttpRequest, form: str, now: datetime) -> bool:
    """Count a post to a form; tell whether its sender, or the form on this day, is above the limit."""
    site, sender = privacy_settings(), sender_key(request, now.date())
    window = int(now.timestamp() // _WINDOW.total_seconds())
    lately = counters.count(f"limits:posts:{form}:{sender}:{window}", lasts=_WINDOW, now=now)
    today = counters.count(f"limits:posts:{form}:{sender}:day", lasts=_DAY, now=now)
    of_all = counters.count(f"limits:posts:{form}:{now.date().isoformat()}", lasts=_DAY, now=now)
    if today <= _FIRST_POSTS:
        return False
    is_refused = (
        lately > counters.share_of(site.posts_in_ten_minutes, now)
        or today > counters.share_of(site.posts_a_day_per_sender, now)
        or of_all > counters.share_of(site.posts_a_day, now)
    )
    if is_refused:
        count_refused(now)
    return is_refused
