"""The retention rules of the seed, without the rest of the register."""

from copy import deepcopy
from typing import TypeVar

from django.conf import settings
from django.db.models import Model

from privacy.purposes.models import Purpose
from privacy.register.operations import load_rows, read_seed
from privacy.retention.models import RetentionRule
from tests.factories.privacy import approve

SEED = settings.BASE_DIR / "proviso_site" / "seed" / "proviso.toml"
T = TypeVar("T", bound=Model)
_loaded: list[tuple[list[Purpose], list[RetentionRule]]] = []  # by the first test of a process


def load_rules() -> None:
    """Create the purposes and the retention rules as the seed has them."""
    if Purpose.objects.exists() or RetentionRule.objects.exists():
        _load()
    elif _loaded:
        _insert(*_loaded[0])
    else:
        _load()
        _loaded.append((list(Purpose.objects.order_by("pk")), list(RetentionRule.objects.order_by("pk"))))


def _load() -> None:
    seed = read_seed(SEED)
    load_rows(Purpose, seed["purposes"])
    load_rows(RetentionRule, seed["retention_rules"], refer={"purpose": Purpose})
    for rule in RetentionRule.objects.all():
        approve(rule)


def _insert(purposes: list[Purpose], rules: list[RetentionRule]) -> None:
    """Write the same rows without judging each of them again: most tests need them, few are about them."""
    keys = {purpose.pk: purpose.key for purpose in purposes}
    new = {purpose.key: purpose for purpose in Purpose.objects.bulk_create(_fresh(purposes))}
    copies = _fresh(rules)
    for rule in copies:
        rule.purpose = new[keys[rule.purpose_id]]
    RetentionRule.objects.bulk_create(copies)


def _fresh(rows: list[T]) -> list[T]:
    copies = deepcopy(rows)
    for row in copies:
        row.pk, row._state.adding = None, True
    return copies
