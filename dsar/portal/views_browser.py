"""Copy and erase the data that only the browser leads to, not an address (LAW D-10). Works without JavaScript."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.cases.copies import archive
from dsar.cases.copies.tables import browser_tables
from dsar.erasures import browsers
from dsar.people import personal_rows
from dsar.people.personal_rows import PersonalRows
from privacy.web.origin import private_page, same_origin_required


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def browser(request: HttpRequest) -> HttpResponse:
    """Show the data under this browser's own number; on POST return a copy of it, or erase it."""
    now = timezone.now()
    groups = list(personal_rows.browser_rows(request, now))
    is_post = request.method == "POST"
    if is_post and "erase" in request.GET:
        return _erase(request, groups, now)
    tables = browser_tables(groups)
    if is_post and "copy" in request.GET and tables:
        response = HttpResponse(archive.browser_copy(tables, now), content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="browser.json"'
        return response
    return _page(request, groups)


def _erase(request: HttpRequest, groups: list[PersonalRows], now: datetime) -> HttpResponse:
    """Erase the rows; remove the number from the browser unless rows on legal hold remain under it."""
    is_erased = bool(browsers.erase(groups=groups, now=now))
    kept = [{"title": group.data.title, "hold": hold} for group, hold in personal_rows.on_hold(groups, now)]
    response = _page(request, groups, is_erased=is_erased, kept=kept)
    if is_erased and not kept:
        for group in groups:
            if group.data.in_browser:
                group.data.in_browser.forget(request, response)
    return response


def _page(request: HttpRequest, groups: list[PersonalRows], **more: Any) -> HttpResponse:
    keys = [str(row.pk) for group in groups for row in group.rows.all()]
    return render(request, "dsar/browser.html", {"tables": browser_tables(groups), "keys": keys, **more})
