"""A short way of making rows makes what the long way makes."""

from typing import Any

import pytest
from django.db import transaction

from privacy.purposes.models import Purpose
from privacy.register import operations
from privacy.retention.models import RetentionRule
from tests.factories import rules, seeds
from tests.factories.privacy import NOW, PurposeFactory
from tests.flushing import contents

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, Any]]:
    purposes = [row | {"id": None} for row in Purpose.objects.order_by("key").values()]
    rule_rows = RetentionRule.objects.order_by("key").values("purpose__key", *own(RetentionRule))
    return [*purposes, *rule_rows]


def own(model: type[RetentionRule]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in ("id", "purpose")]


def test_rules_are_the_same_from_the_copy_as_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_loaded", [])
    rules.load_rules()
    from_seed = rows()
    assert len(from_seed) > 20
    rules.load_rules()
    assert rows() == from_seed
    RetentionRule.objects.all().delete()
    Purpose.objects.all().delete()
    rules.load_rules()
    assert rows() == from_seed


def test_register_is_the_same_from_the_copy_as_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "_copies", {})
    before = contents()
    with transaction.atomic():
        seeds.load_seed(now=NOW)
        from_seed = contents()
        transaction.set_rollback(True)
    assert len(from_seed.keys() - before.keys()) > 5
    assert contents() == before
    monkeypatch.setattr(operations, "load_seed", None)
    seeds.load_seed(now=NOW)
    assert contents() == from_seed
    newest = Purpose.objects.latest("pk").pk
    assert PurposeFactory.create().pk > newest


def test_register_that_was_begun_is_loaded_row_by_row() -> None:
    seeds.load_seed(now=NOW)
    Purpose.objects.update(order=99)
    seeds.load_seed(now=NOW)
    assert not Purpose.objects.filter(order=99).exists()
