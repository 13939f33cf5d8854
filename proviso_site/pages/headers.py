"""The security headers of every response."""

from collections.abc import Mapping
from functools import cache

from csp.constants import HEADER as CSP
from csp.utils import build_policy
from django.conf import settings


@cache
def security_headers(*, is_https: bool) -> Mapping[str, str]:
    """Return the headers that a response has unless a page has set its own value."""
    headers = {
        CSP: build_policy(),
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": settings.PERMISSIONS_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Reporting-Endpoints": 'csp="/csp-rapport/"',
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if is_https and settings.SECURE_HSTS_SECONDS:
        words = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        words += ["includeSubDomains"] if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else []
        words += ["preload"] if settings.SECURE_HSTS_PRELOAD else []
        headers["Strict-Transport-Security"] = "; ".join(words)
    return headers
