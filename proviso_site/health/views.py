"""Liveness and readiness probes."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from privacy.erasure import restore_guard
from privacy.erasure.restore_guard import LedgerState
from proviso_site.health.tasks import HEARTBEAT

logger = logging.getLogger(__name__)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 while this process serves requests. Asks nothing else: no database, no broker, no other program."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 if every part works, else 503; the JSON body lists the parts."""
    parts = {name: _works(check) for name, check in CHECKS.items()}
    is_ready = all(parts.values())
    return JsonResponse({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as failure:  # noqa: BLE001 - on any error the part is not ready
        logger.warning("not ready: %s", type(failure).__name__)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    cache.set("ready", 1, 5)
    return cache.get("ready") == 1


def _worker() -> bool:
    return cache.get(HEARTBEAT) is not None


def _erasures() -> bool:
    # An older database than the ledger knows would show data that has been erased since (LAW X-13).
    return restore_guard.refresh() is LedgerState.IN_STEP


CHECKS = {"database": _database, "migrations": _migrations, "broker": _broker, "worker": _worker, "erasures": _erasures}
