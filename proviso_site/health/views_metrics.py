"""``/metrics``: the gauges of all apps in the OpenMetrics format, for the networks that may read them."""

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from privacy.metrics import GaugeCollector, gauge
from proviso_site.health.tasks import HEARTBEAT


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the gauges, or 404 outside ``METRICS_NETWORKS``: the numbers are nobody else's business."""
    if not _is_within(request.META.get("REMOTE_ADDR", ""), settings.METRICS_NETWORKS):
        raise Http404
    registry = CollectorRegistry()
    registry.register(GaugeCollector(timezone.now()))
    text = generate_latest(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


@gauge("worker_up", "1 while beat and a worker are alive.")
def worker_up(_now: object) -> float:
    return float(cache.get(HEARTBEAT) is not None)


def _is_within(address: str, networks: Iterable[str]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed in ipaddress.ip_network(network) for network in networks)
