"""Endpoints for browsers besides choosing: the state of the choice, and reports of the pages' policy."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from consent.gate import blocked_storage
from consent.gate.blocked_storage import Seen
from consent.gate.browser import says_no
from consent.gate.enums import SightingKind
from consent.gate.reading import read_choice
from privacy.web.origin import is_same_origin
from privacy.web.routes import path_shape

GPC_SINCE = "2026-11-22"
LARGEST = 16_384  # bytes
_MOST_AT_ONCE = 20
_HOST = re.compile(r"[a-z0-9.-]{1,100}")
_WORD = re.compile(r"[a-z-]{1,40}")


@require_safe
@cache_control(private=True, no_store=True)
def state(request: HttpRequest) -> JsonResponse:
    """Return this browser's choice and whether it signals refusal."""
    choice = read_choice(request, timezone.now())
    return JsonResponse(
        {
            "granted": sorted(choice.granted) if choice else [],
            "expires": choice.expires_at if choice else None,
            "revision": choice.revision if choice else None,
            "gpc": says_no(request),
        }
    )


@require_safe
@cache_control(public=True, max_age=86400)
def gpc(request: HttpRequest) -> JsonResponse:
    """State that the signal is honoured (W3C Global Privacy Control)."""
    return JsonResponse({"gpc": True, "lastUpdate": GPC_SINCE})


@csrf_exempt
@require_POST
def csp(request: HttpRequest) -> HttpResponse:
    """Count violations of the pages' policy: host, rule and page, and nothing about the reporting browser.

    Reads both forms, ``application/csp-report`` and ``application/reports+json``. An unreadable report is dropped.
    """
    body = request.read(LARGEST + 1)
    if is_same_origin(request) and len(body) <= LARGEST:
        now = timezone.now()
        for seen in read_reports(body, request.get_host()):
            blocked_storage.count(seen=seen, now=now)
    return HttpResponse(status=204)


def read_reports(body: bytes, host: str) -> Iterator[Seen]:
    """Yield the reports about our own pages."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return
    for envelope in (sent if isinstance(sent, list) else [sent])[:_MOST_AT_ONCE]:
        report = (envelope.get("csp-report") or envelope.get("body")) if isinstance(envelope, dict) else None
        if isinstance(report, dict) and (seen := _read(report, host)):
            yield seen


def _read(report: dict[str, Any], host: str) -> Seen | None:
    def text(*names: str) -> str:
        return next((str(report[name]) for name in names if report.get(name)), "")

    try:
        page = urlsplit(text("document-uri", "documentURL"))
        blocked = urlsplit(text("blocked-uri", "blockedURL"))
        # JSON may hold what no address holds, and the database refuses: half of a surrogate pair, or NUL.
        path = iri_to_uri(page.path)
    except ValueError:
        return None
    # A value without an address is a keyword: inline, eval, data, blob, ….
    name = (blocked.hostname or blocked.scheme or blocked.path).lower()
    rule = text("effective-directive", "effectiveDirective", "violated-directive").split(" ")[0].lower()
    if page.netloc != host or not _HOST.fullmatch(name) or not _WORD.fullmatch(rule):
        return None
    return Seen(SightingKind.CSP, name, rule, path_shape(path)[:200])
