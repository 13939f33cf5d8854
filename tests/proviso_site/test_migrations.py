"""The tables as migrations make them: one initial migration an app, then what only SQL can say, by concern."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import AddField, CreateModel
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

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


# The newest migration of each app that added a column without a default of the database's.
_WITHOUT = {"privacy": 23, "consent": 4, "newsletter": 17, "contact": 8, "dsar": 27}


def test_processes_of_the_release_before_can_still_write_while_a_new_one_is_rolled_out() -> None:
    """They do not know a new column: it is null, or the database fills it in."""
    lacking = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if apps.get_app_config(app) not in own_apps() or int(name[:4]) <= _WITHOUT.get(app, 0):
            continue
        new_tables = {
            operation.name.lower() for operation in migration.operations if isinstance(operation, CreateModel)
        }
        lacking += [
            f"{app} {name} {operation.model_name}.{operation.name}"
            for operation in migration.operations
            if isinstance(operation, AddField)
            and operation.model_name.lower() not in new_tables
            and not operation.field.null
            and not operation.field.many_to_many
            and operation.field.db_default is NOT_PROVIDED
        ]
    assert lacking == []


def test_each_app_begins_with_one_initial_migration() -> None:
    names = MigrationLoader(None).disk_migrations
    own = {label for label, _name in names if apps.get_app_config(label) in own_apps()}
    assert {"privacy", "consent", "dsar"} <= own
    for app in own:
        initial = [name for label, name in names if label == app and names[label, name].initial]
        assert initial == ["0001_initial"]
