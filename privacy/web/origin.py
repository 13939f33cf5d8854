"""Protection of forms that carry no per-visitor token, and of pages that are one person's only.

A page that is the same for everyone cannot hold a CSRF token; a request's origin is checked instead.
Browsers have sent ``Sec-Fetch-Site`` since 2020-2023 and ``Origin`` on every cross-site POST before that, so a request
with neither does not come from a page somebody was lured to.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(request: HttpRequest) -> bool:
    """Tell whether the request can have been sent by one of our own pages, or by no page at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == request.get_host()


def same_origin_required(view: View) -> View:
    """Refuse (403) an unsafe request that another site's page sent; replaces the CSRF token here."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def without_third_parties(view: View) -> View:
    """Let no service of a third party run on the page, whatever the visitor has granted (LAW X-29)."""

    @wraps(view)
    def apart(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    apart.is_without_third_parties = True  # type: ignore[attr-defined]
    return apart


def private_page(view: View) -> View:
    """Keep the answer out of caches, search engines, referrers and third parties' sight (LAW X-29, D-19)."""

    @wraps(view)
    def private(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return without_third_parties(private)
