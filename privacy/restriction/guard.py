"""The guarded manager: restricted rows are not there for whoever uses data.

A model with personal data has it as ``objects`` (``GuardedManager.from_queryset(ItsQuerySet)()``), and beside it
``stored`` for the few that may see every row: copies,
erasures, retention, restores, and a person's own acts. ``tests/structure/restriction_paths.toml`` lists these.
"""

from typing import Any

from django.db import models
from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from privacy.restriction.models import Restriction


class GuardedManager(models.Manager):
    """A manager that leaves out rows under restriction."""

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that may be used."""
        return super().get_queryset().filter(may_be_used(self.model))


def is_guarded(model: type[Model]) -> bool:
    """Tell whether the model's default manager leaves out restricted rows."""
    return isinstance(model._default_manager, GuardedManager)


def may_be_used(model: type[Model]) -> Q:
    """Return the condition that no restriction is in force on a row."""
    return ~Q(Exists(_on_row(model)))


def _on_row(model: type[Model]) -> QuerySet[Restriction]:
    label = model._meta.label_lower
    return Restriction.objects.in_force().filter(model=label, row=Cast(OuterRef("pk"), CharField()))
