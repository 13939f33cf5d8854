"""What was known of recipients before they had agreements and entries of their own is kept, both ways."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("privacy", "0011_recipients")], [("privacy", "0013_recipients_without_old_columns")]
DAY = date(2026, 3, 1)


def migrated(target: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps.get_model("privacy", "Vendor")


@pytest.fixture
def _newest_again(transactional_db: None) -> Any:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("_newest_again")
def test_facts_about_a_recipient_survive_their_move() -> None:
    old = migrated(BEFORE)
    facts: dict[str, dict[str, Any]] = {
        "active": {"tool": "dpf", "is_tool_active": True, "tool_checked_on": DAY, "agreement_on": DAY},
        "gone": {"tool": "dpf", "is_tool_active": False, "tool_checked_on": DAY},
        "undated": {"tool": "dpf", "is_tool_active": True},
        "off": {"tool": "dpf", "is_tool_active": False},
        "unknown": {"tool": "dpf"},
        "void": {"tool": "scc", "is_tool_active": False},
    }
    for key, columns in facts.items():
        old.objects.create(key=key, storage_countries=["US"], parent_country="US", **columns)
    new = migrated(AFTER)
    entries = new.objects.filter(framework_entry__isnull=False)
    assert {one.key: one.framework_entry.status for one in entries} == {
        "active": "active", "gone": "inactive", "undated": "unknown",
    }  # fmt: skip
    assert new.objects.get(key="active").framework_entry.checked_on == DAY
    assert {one.key for one in new.objects.filter(tool="none")} == {"off", "void"}
    assert new.objects.get(agreement__isnull=False).agreement.dated_on == DAY
    back = migrated(BEFORE)
    restored = back.objects.get(key="active")
    assert (restored.is_tool_active, restored.tool_checked_on, restored.agreement_on) == (True, DAY, DAY)
