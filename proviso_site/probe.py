"""`python -m proviso_site.probe web|worker|ticks|backups`: health checks of the containers; exit 1 if unhealthy."""

import socket
import sys
import urllib.request
from urllib.parse import urlsplit


def web() -> bool:
    """Return whether the web server in this container serves requests."""
    from proviso_site.settings.environment import required  # noqa: PLC0415 - each probe has its own imports

    host = urlsplit(required("PROVISO_BASE_URL")).netloc
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
        return bool(answer.status == 200)


def worker() -> bool:
    """Return whether the worker in this container answers."""
    from proviso_site.celery import app  # noqa: PLC0415

    return bool(app.control.inspect(destination=[f"celery@{socket.gethostname()}"], timeout=5).ping())


def ticks() -> bool:
    """Return whether a worker has processed a heartbeat of beat lately."""
    from django.core.cache import cache  # noqa: PLC0415

    from proviso_site.health.tasks import HEARTBEAT  # noqa: PLC0415

    return cache.get(HEARTBEAT) is not None


def backups() -> bool:
    """Return whether the worker for backups answers, and the last good backup and drill are recent."""
    import django  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    django.setup()
    from proviso_site.backup import records  # noqa: PLC0415 - needs the apps

    return worker() and not records.problems(timezone.now())


PROBES = {"web": web, "worker": worker, "ticks": ticks, "backups": backups}

if __name__ == "__main__":
    try:
        is_well = PROBES[sys.argv[1]]()
    except (OSError, LookupError) as error:
        sys.exit(f"not well: {type(error).__name__}")
    sys.exit(not is_well)
