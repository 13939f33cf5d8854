"""The front page, the company's own pages, and their pictures."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.gate import offer
from privacy.conf import privacy_settings
from privacy.pictures.enums import ImageKind
from privacy.register import in_force
from proviso_site.content import published
from proviso_site.content.context import page_context
from proviso_site.content.frozen import FrozenPage
from proviso_site.content.models import Picture

# The objects from which a page was rendered, and the page, by address. A new revision, or a service switched off, makes
# a new offer; the announcement of a changed policy comes with a revision and expires; so do the pages of our own.
_rendered: dict[str, tuple[tuple[object, ...], bytes]] = {}
_FOR_A_YEAR = "public, max-age=31536000, immutable"


@require_safe
@cache_control(public=True, max_age=60)
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page that staff have written, else one that says what the site is for."""
    return _kept(request, "site/home.html", published.front())


@require_safe
@cache_control(public=True, max_age=60)
def own_page(request: HttpRequest, page: FrozenPage) -> HttpResponse:
    """Show a page of our own."""
    return _kept(request, "site/page.html", page)


def _kept(request: HttpRequest, template: str, page: FrozenPage | None) -> HttpResponse:
    """Return a page that is rendered once and kept: it is the same for everyone, without cookies."""
    current_offer = offer.current()
    if current_offer is None or request.META.get("QUERY_STRING"):
        return HttpResponse(_render(request, template, page))
    key = f"{get_language() or settings.LANGUAGE_CODE} {request.path}"
    source = (current_offer, privacy_settings().controller, in_force.announced(timezone.now()), published.current())
    made_from, content = _rendered.get(key, ((), b""))
    if len(made_from) != len(source) or any(a is not b for a, b in zip(made_from, source, strict=True)):
        content = _render(request, template, page)
        _rendered[key] = (source, content)
    return HttpResponse(content)


def _render(request: HttpRequest, template: str, page: FrozenPage | None) -> bytes:
    return render_to_string(template, page_context(page) if page else {}, request=request).encode()


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Send a picture of a published page; staff who may see drafts get theirs too."""
    is_public = name in published.current().pictures
    if not is_public and not request.user.has_perm("proviso_site.view_contentpage"):
        raise Http404
    digest, _dot, ending = name.partition(".")
    row = Picture.objects.filter(sha256__startswith=digest, kind=ending).first() if len(digest) == 16 else None
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type=ImageKind(row.kind).media_type)
    response["Cache-Control"] = _FOR_A_YEAR if is_public else "private, no-store"
    return response
