"""The pages that belong to no app."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.queries import offer as offers

# By language: what a page was made from, and the page. A new revision, or a service switched off, makes a new offer.
_kept: dict[str, tuple[tuple[object, object], bytes]] = {}


@require_safe
@cache_control(public=True, max_age=60)
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: the same bytes for everyone, no query, no cookie read or set, so rendered once and kept."""
    offer = offers.current()
    if offer is None or request.META["QUERY_STRING"]:
        return HttpResponse(_render(request))
    language, source = get_language() or settings.LANGUAGE_CODE, (offer, settings.CONTROLLER)
    made_from, page = _kept.get(language, ((None, None), b""))
    if made_from[0] is not source[0] or made_from[1] is not source[1]:
        page = _render(request)
        _kept[language] = (source, page)
    return HttpResponse(page)


def _render(request: HttpRequest) -> bytes:
    return render_to_string("site/home.html", request=request).encode()
