"""A short way of making rows makes what the long way makes."""

import pkgutil
from importlib import import_module
from inspect import getmembers, isclass

import factory
import pytest
from django.conf import settings
from django.db import transaction

from privacy.journal import operations as journal
from privacy.policy import publishing
from privacy.register import operations
from privacy.register.promises import registry as promises
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import Statement
from privacy.retention.models import RetentionRule
from tests import factories
from tests.factories import copies, rules, seeds
from tests.factories.copies import copied
from tests.factories.privacy import NOW, PurposeFactory, accept_gaps
from tests.registries import ReplaceEntries
from tests.tables import contents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_copies", {})


def test_rules_are_the_same_from_the_copy_as_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        rules.load_rules()
        written = contents()
        transaction.set_rollback(True)
    monkeypatch.setattr(rules, "load_rows", None)
    rules.load_rules()
    assert contents() == written
    assert RetentionRule.objects.count() > 10


def test_register_is_the_same_from_the_copy_as_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents()
    with transaction.atomic():
        seeds.load_seed(now=NOW)
        written = contents()
        transaction.set_rollback(True)
    assert len(written.keys() - before.keys()) > 5
    monkeypatch.setattr(operations, "load_seed", None)
    seeds.load_seed(now=NOW)
    assert contents() == written
    newest = Purpose.objects.latest("pk").pk
    assert PurposeFactory.create().pk > newest


def test_publication_is_the_same_from_the_copy_and_its_journal_verifies(replace_entries: ReplaceEntries) -> None:
    replace_entries(promises.promises, {})
    numbers: list[int] = []

    def publish() -> None:
        operations.load_seed(seed=operations.read_seed(settings.SEED_FILE), now=NOW)
        Statement.objects.update(promises=[])
        accept_gaps()
        numbers.append(publishing.publish(now=NOW).number)

    with transaction.atomic():
        copied("published", publish)
        written = contents()
        transaction.set_rollback(True)
    copied("published", publish)
    assert contents() == written
    assert list(journal.verify_chain()) == []
    assert numbers == [1]
    Controller.objects.update(name="Eksempel AS")
    assert publishing.publish(now=NOW).number == 2


def test_register_that_was_begun_is_loaded_row_by_row() -> None:
    seeds.load_seed(now=NOW)
    Purpose.objects.update(order=99)
    seeds.load_seed(now=NOW)
    assert not Purpose.objects.filter(order=99).exists()


def test_rows_that_were_there_are_replaced_by_what_they_became() -> None:
    with transaction.atomic():
        rules.load_rules()
        seeds.load_seed(now=NOW)
        written = contents()
        transaction.set_rollback(True)
    rules.load_rules()
    seeds.load_seed(now=NOW)
    assert contents() == written


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_written_each_time() -> None:
    calls: list[None] = []
    for _ in range(2):
        copied("nothing", lambda: calls.append(None))
    assert len(calls) == 2


def test_made_up_texts_sort_in_the_order_in_which_they_are_made() -> None:
    """Or else a test that lists rows passes or fails by how many rows the tests before it made."""
    modules = [
        import_module(f"{factories.__name__}.{module.name}") for module in pkgutil.iter_modules(factories.__path__)
    ]
    makers = {
        maker
        for module in modules
        for _name, maker in getmembers(module, isclass)
        if issubclass(maker, factory.Factory)
    }
    sequences = [
        declaration
        for maker in makers
        for declaration in maker._meta.base_declarations.values()
        if isinstance(declaration, factory.Sequence)
    ]
    assert len(sequences) >= 9
    for sequence in sequences:
        made = [sequence.function(number) for number in (2, 9, 10, 99, 100, 999, 1000)]
        assert made == sorted(made)
