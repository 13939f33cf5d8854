"""What this browser itself leads to, for whoever no address leads to (LAW D-10): without JavaScript too."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.copies import archive
from dsar.erasures import browsers
from dsar.people import personal_rows as held
from dsar.people.personal_rows import Held
from privacy.web.origin import private_page, same_origin_required


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def browser(request: HttpRequest) -> HttpResponse:
    """Show what is held under this browser's own number; hand out a copy, or erase it."""
    now = timezone.now()
    found = list(held.in_browser(request, now))
    is_pressed = request.method == "POST"
    if is_pressed and "erase" in request.GET:
        return _erase(request, found, now)
    tables = archive.of_browser(found)
    if is_pressed and "copy" in request.GET and tables:
        response = HttpResponse(archive.browser_copy(tables, now), content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="browser.json"'
        return response
    return _page(request, found)


def _erase(request: HttpRequest, found: list[Held], now: datetime) -> HttpResponse:
    """Erase, and take the number from the browser unless it still leads to what a hold keeps."""
    is_erased = bool(browsers.erase(found=found, now=now))
    kept = [{"title": one.data.title, "hold": hold} for one, hold in held.held_back(found, now)]
    response = _page(request, found, is_erased=is_erased, kept=kept)
    if is_erased and not kept:
        for one in found:
            if one.data.in_browser:
                one.data.in_browser.forget(request, response)
    return response


def _page(request: HttpRequest, found: list[Held], **more: Any) -> HttpResponse:
    keys = [str(row.pk) for one in found for row in one.rows.all()]
    return render(request, "dsar/browser.html", {"tables": archive.of_browser(found), "keys": keys, **more})
