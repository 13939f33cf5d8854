"""The tables as migrations make them: one initial migration an app, then what only SQL can say, by concern."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from privacy.registry import own_apps

_RULES = """
SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'key', conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'
"""


def rules_of_the_database() -> set[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_RULES)
        return set(cursor.fetchall())


def migrate(targets: list[tuple[str, str | None]]) -> None:
    MigrationExecutor(connection).migrate(targets)


@pytest.fixture
def _newest_again(transactional_db: None) -> Any:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("_newest_again")
def test_rules_of_the_database_can_be_undone_and_come_back() -> None:
    with_rules = rules_of_the_database()
    migrate([(app, "0001_initial") for app in ("newsletter", "dsar", "consent", "privacy")])
    without = rules_of_the_database()
    assert {name for kind, name, _text in with_rules - without if kind == "trigger"} >= {
        "privacy_journalentry", "privacy_revision", "privacy_vendor", "consent_consentrecord", "dsar_caseevent",
        "newsletter_delivery",
    }  # fmt: skip
    assert not any("CASCADE" in text for _kind, _name, text in without)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert rules_of_the_database() == with_rules


def test_each_app_begins_with_one_initial_migration() -> None:
    names = MigrationLoader(None).disk_migrations
    own = {label for label, _name in names if apps.get_app_config(label) in own_apps()}
    assert {"privacy", "consent", "dsar"} <= own
    for app in own:
        initial = [name for label, name in names if label == app and names[label, name].initial]
        assert initial == ["0001_initial"]
