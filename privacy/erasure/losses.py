"""What a restore would lose: rows of the database that is replaced, and what is taken over from it.

Each app registers its kinds. ``collect`` runs in the replaced database, ``carry`` in the restored one after the ledger
was done again there, so that nothing comes back that was ended.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import Error, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.erasure.errors import UnknownLedgerKind
from privacy.erasure.ledger_kinds import LedgerLine, ledger_kind
from privacy.erasure.models import LedgerEntry
from privacy.registry import Registry

logger = logging.getLogger(__name__)

Row = TypeVar("Row")


@dataclass(kw_only=True)
class Carried:
    """The rows that the restored database lacked or had otherwise: those taken over, and those that could not be."""

    taken: list[Any] = field(default_factory=list)
    failed: list[Any] = field(default_factory=list)


Carry = Callable[[Sequence[Any], datetime], Carried]


@dataclass(frozen=True, kw_only=True)
class LossKind:
    """One kind of rows that a restore may lose.

    ``collect`` returns rows that are newer than a time or changed since. Without ``carry`` none is taken over.
    ``reference`` names a row to staff and to the journal, without a personal value. ``doubt`` is for a restore after
    which nobody knows what happened since the backup: neither the replaced database nor the ledger could be read.
    """

    title: str | Promise
    collect: Callable[[datetime], Sequence[Any]]
    carry: Carry | None = None
    reference: Callable[[Any], str] = lambda _row: ""
    doubt: Callable[[], object] | None = None


kinds: Registry[str, tuple[int, LossKind]] = Registry("kind of loss", order=lambda _name, entry: entry[0])


def register_loss(name: str, order: int, kind: LossKind) -> None:
    """Register a kind under a slug; kinds of lower orders are taken over first."""
    kinds.add(name, (order, kind))


def each(carry: Callable[[Row, datetime], bool]) -> Carry:
    """Turn a function for one row, which returns whether it changed something, into a ``carry``. A decorator.

    A row that the restored database refuses is counted and does not stop the others.
    """

    @wraps(carry)
    def carry_all(rows: Sequence[Row], now: datetime) -> Carried:
        carried = Carried()
        for row in rows:
            try:
                with transaction.atomic():
                    is_taken = carry(row, now)
            except (Error, models.ObjectDoesNotExist) as error:
                logger.warning("a row was not taken over: %s", type(error).__name__)
                carried.failed.append(row)
            else:
                carried.taken += [row] if is_taken else []
        return carried

    return carry_all


def insert_missing(row: models.Model) -> bool:
    """Insert a row of the replaced database with its id, without accounts that are gone; False if it is there."""
    if type(row)._base_manager.filter(pk=row.pk).exists():
        return False
    for column in row._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and column.related_model is get_user_model() and column.null:
            account = getattr(row, column.attname)
            if account and not get_user_model()._base_manager.filter(pk=account).exists():
                setattr(row, column.attname, None)
    row.save(force_insert=True)
    return True


def _waiting_entries(_since: datetime) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.waiting().order_by("at", "pk"))


@each
def _do_again(entry: LedgerEntry, now: datetime) -> bool:
    """Do what was not in the ledger yet, and let its line be written from here."""
    if not insert_missing(entry):
        return False
    line = LedgerLine(
        number=0, id=entry.pk, at=entry.at, kind=entry.kind, facts=json.loads(entry.facts), before="", hash=""
    )
    try:
        ledger_kind(entry.kind).apply([line])
    except UnknownLedgerKind:
        return False
    return True


# First: what was ended is not there to be taken over.
register_loss(
    "ends", 0, LossKind(title=_("erasures and ends not in the ledger"), collect=_waiting_entries, carry=_do_again)
)
