"""The sitemap and ``robots.txt``, for search engines and for audits by other programs."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from privacy.register import in_force
from privacy.web import pages


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page in every language that the site offers, with links to its translations."""
    offered = in_force.languages()
    listed = [{code: paths[code] for code in offered} for paths in pages.addresses()]
    context = {"pages": listed, "base": settings.BASE_URL}
    return render(request, "site/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Point robots to the sitemap, and away from the admin."""
    text = f"User-agent: *\nDisallow: {reverse('admin:index')}\n\nSitemap: {settings.BASE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
