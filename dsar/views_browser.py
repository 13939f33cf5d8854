"""What this browser itself leads to, for whoever no address leads to (LAW D-10): without JavaScript too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dsar.operations import archive, browsers
from dsar.queries import held
from privacy.origin import private_page, same_origin_required


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
def browser(request: HttpRequest) -> HttpResponse:
    """Show what is held under this browser's own number; hand out a copy, or erase it."""
    now = timezone.now()
    found = list(held.in_browser(request, now))
    is_pressed = request.method == "POST"
    tables = archive.of_browser(found)
    if is_pressed and "copy" in request.GET and tables:
        response = HttpResponse(archive.browser_copy(tables, now), content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="browser.json"'
        return response
    is_erased = is_pressed and "erase" in request.GET and bool(browsers.erase(found=found, now=now))
    keys = [str(row.pk) for one in found for row in one.rows]
    response = render(request, "dsar/browser.html", {"tables": tables, "keys": keys, "is_erased": is_erased})
    if is_erased:
        for one in found:
            if one.data.in_browser:
                one.data.in_browser.forget(request, response)
    return response
