"""Runs whose process was killed: their rows must not say for ever that they are under way."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model

from privacy.registry import Registry
from privacy.runs.liveness import is_at_work

logger = logging.getLogger(__name__)


class Close(Protocol):
    """Close a run if it still says that it is under way, and say in its row and the journal that it was interrupted."""

    def __call__(self, *, run_id: Any, now: datetime) -> None: ...


@dataclass(frozen=True, kw_only=True)
class RunKind:
    """A model whose rows say that a run is under way. The run holds ``liveness.at_work(kind.name, row.pk)``."""

    model: type[Model]
    field: str
    running: str
    close: Close

    @property
    def name(self) -> str:
        return self.model._meta.label_lower


kinds: Registry[type[Model], RunKind] = Registry("kind of run", order=lambda model, _kind: model._meta.label_lower)


def closes(model: type[Model], *, field: str, running: str) -> Callable[[Close], Close]:
    """Register the decorated function as what closes interrupted runs of a model."""

    def register(close: Close) -> Close:
        kinds.add(model, RunKind(model=model, field=field, running=running, close=close))
        return close

    return register


def close_interrupted(*, now: datetime) -> int:
    """Close the runs that say they are under way and have no process; return how many."""
    count = 0
    for kind in kinds.values():
        under_way = kind.model._base_manager.filter(**{kind.field: kind.running})
        for run_id in under_way.values_list("pk", flat=True):
            if not is_at_work(kind.name, run_id):
                logger.warning("%s %s was interrupted", kind.name, run_id)
                kind.close(run_id=run_id, now=now)
                count += 1
    return count
