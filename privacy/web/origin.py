"""Protection of forms without a CSRF token, and of pages that belong to a single person.

A cached page is the same for every visitor and cannot contain a CSRF token; the request's origin is checked instead.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]

Response = TypeVar("Response", bound=HttpResponseBase)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(request: HttpRequest) -> bool:
    """Tell whether the request was sent by a page of this site, or by no page at all."""
    # Browsers have sent Sec-Fetch-Site since 2020-2023, and Origin on every cross-site POST before that: a request
    # with neither does not come from another site's page.
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    # Compared as text: what a request carries need not be an address at all.
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS


def same_origin_required(view: View) -> View:
    """Refuse unsafe requests from other sites' pages with 403, instead of checking a CSRF token."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def without_third_parties(view: View) -> View:
    """Run no third-party service on the page, even if the visitor consented to it (LAW X-29)."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    marked.is_without_third_parties = True  # type: ignore[attr-defined]
    return marked


def private_page(view: View) -> View:
    """Keep the page out of caches, search engines and referrers, and from third parties (LAW X-29, D-19)."""

    @wraps(view)
    def private(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return as_private(view(request, *args, **kwargs))

    marked = without_third_parties(private)
    # An error that the view raises becomes an answer outside of it: `PrivateErrorsMiddleware` looks for this mark.
    marked.is_private = True  # type: ignore[attr-defined]
    return marked


def as_private(response: Response) -> Response:
    """Return the response with the headers of a page that belongs to a single person."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
