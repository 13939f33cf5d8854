"""Pages of the site that belong to no app."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.gate import offer
from privacy.conf import privacy_settings
from privacy.register import in_force

# The objects from which a page was rendered, and the page, by language. A new revision, or a service switched off,
# makes a new offer; the announcement of a changed policy comes with a revision and expires.
_rendered: dict[str, tuple[tuple[object, ...], bytes]] = {}


@require_safe
@cache_control(public=True, max_age=60)
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page, which is rendered once and kept: it is the same for everyone, without cookies."""
    current_offer = offer.current()
    if current_offer is None or request.META.get("QUERY_STRING"):
        return HttpResponse(_render(request))
    language = get_language() or settings.LANGUAGE_CODE
    source = (current_offer, privacy_settings().controller, in_force.announced(timezone.now()))
    made_from, page = _rendered.get(language, ((), b""))
    if len(made_from) != len(source) or any(a is not b for a, b in zip(made_from, source, strict=True)):
        page = _render(request)
        _rendered[language] = (source, page)
    return HttpResponse(page)


def _render(request: HttpRequest) -> bytes:
    return render_to_string("site/home.html", request=request).encode()
