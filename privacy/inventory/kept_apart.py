"""What stays of a person after an erasure although no column leads to it, for the letter about the erasure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from privacy.inventory.enums import KeepReason
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class KeptApart:
    """Rows that stay: of which model, how many, until which day, and why."""

    model: type[Model]
    rows: int
    until: date | None
    reason: KeepReason


# Each finds the rows by the address, such as by a code that is made of it.
sources: Registry[str, Callable[[str], KeptApart | None]] = Registry("rows kept apart")
