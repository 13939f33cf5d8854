"""The nudge that tells a worker to look at a row.

Work is a row in the database; the broker only carries a nudge, and a lost nudge is found by a tick.
"""

import logging
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def nudge(name: str, *ids: UUID | int) -> None:
    """Ask a worker, once the transaction has committed, to run job ``name`` on these ids.

    Never raises and never blocks for long: without a broker the tick does the work later.
    """
    transaction.on_commit(partial(_send, name, [str(pk) for pk in ids]))


def _send(name: str, ids: list[str]) -> None:
    try:
        current_app.send_task(name, args=ids, retry=False, ignore_result=True)
    except Exception as away:  # noqa: BLE001 - any failure of the broker means the same: later
        logger.warning("broker away, %s left to the tick (%s)", name, type(away).__name__)
