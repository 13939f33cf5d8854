"""How a page of the administration asks for work in the background, and shows how far it is."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.runs import operations
from privacy.runs.background import latest, page_context
from privacy.runs.errors import RunUnderWay


def ask_for(request: HttpRequest, kind: str, details: Mapping[str, Any] | None = None) -> None:
    """Ask for work in the name of who is logged in; if the same is under way, say who asked for it and when."""
    if not isinstance(request.user, get_user_model()):
        raise PermissionDenied
    language = get_language() or ""
    try:
        operations.ask(kind=kind, by=request.user, language=language, now=timezone.now(), details=details)
    except RunUnderWay:
        run = latest(kind)
        if run is None or run.asked_by_id == request.user.pk:
            return  # a double click: the page shows how far the first one is
        at = date_format(localtime(run.asked_at), "DATETIME_FORMAT")
        messages.warning(
            request,
            _("%(who)s asked for the same %(at)s. Yours was not begun; look at the result of theirs first.")
            % {"who": run.asked_by.get_full_name() or run.asked_by.get_username(), "at": at},
        )


def progress(request: HttpRequest, *kinds: str) -> HttpResponse | None:
    """Return how far the newest run of each kind is, if the page's script asks for that alone."""
    if request.headers.get("X-Requested-With") != "run":
        return None
    return render(request, "admin/privacy/parts/staff_run.html", page_context(*kinds))
