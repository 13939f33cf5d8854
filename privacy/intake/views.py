"""The decorator of views that take what strangers send."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from privacy.intake import steps
from privacy.intake.forms import StepForm
from privacy.intake.limits.posts import bounded_posts
from privacy.intake.scoring import judge
from privacy.web.origin import as_private

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]
_NOT_AGAIN = frozenset({"homepage", "step", "work"})


def intake(*, asks: bool) -> Callable[[View], View]:
    """Decorate the view of a public form: bounded posts, and with ``asks`` a further step where the signs are many.

    Without ``asks`` the view takes everything and marks what is suspect: a message, or a request about rights.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if asks and request.method == "POST":
                now = timezone.now()
                # Once asked for, the step is taken also where it was the honeypot alone, which is not sent again.
                is_needed = "step" in request.POST or judge(request.POST, now).is_suspect
                if is_needed and not steps.is_taken(request.POST, now):
                    return _step_page(request)
            return view(request, *args, **kwargs)

        # The step counts as a post: else nothing would bound a flood of them.
        taken_in = bounded_posts(asked)
        taken_in.is_intake = True  # type: ignore[attr-defined]
        return taken_in

    return decorate


def _step_page(request: HttpRequest) -> HttpResponse:
    """Return the page that asks for the step; it says nothing about whom the form names (LAW X-35)."""
    now = timezone.now()
    step = request.POST.get("step", "")
    # Who pressed too early waits on, and not from the beginning.
    is_early = steps.age(step, now) is not None
    # What people do not see is not sent again: a browser that filled it in by itself shuts nobody out.
    sent = [(name, values) for name, values in request.POST.lists() if name not in _NOT_AGAIN]
    form = StepForm(sent=sent, initial={"step": step if is_early else steps.make_step(now)})
    context = {"form": form, "is_early": is_early, "seconds": int(steps.WAIT.total_seconds()), "bits": steps.WORK_BITS}
    return as_private(render(request, "privacy/step.html", context))
