"""Which pages there are: for search engines, and for the audit, which visits each of them."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dsar.cases.enums import Right
from privacy.register import in_force

# Every public page that needs no token, by name.
PAGES = (
    "home", "privacy:policy", "privacy:versions", "consent:choices", "newsletter:signup", "contact:form", "dsar:portal",
)  # fmt: skip


def addresses() -> Iterator[dict[str, str]]:
    """Yield each page as its path in every language."""
    pages = [name for name in PAGES if name != "newsletter:signup" or in_force.tells("newsletter")]
    named = [(name, ()) for name in pages] + [("dsar:ask", (right,)) for right in Right]
    for name, arguments in named:
        found = {}
        for code, _title in settings.LANGUAGES:
            with translation.override(code):
                found[code] = reverse(name, args=arguments)
        yield found


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name every page in every language, each beside its translations."""
    context = {"pages": list(addresses()), "base": settings.BASE_URL}
    return render(request, "site/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is; the administration is no page for them."""
    text = f"User-agent: *\nDisallow: {reverse('admin:index')}\n\nSitemap: {settings.BASE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
