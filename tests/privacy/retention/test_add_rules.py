from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from privacy.register.purposes.models import Purpose
from privacy.retention.models import RetentionRule

pytestmark = [pytest.mark.django_db, pytest.mark.law("D-37")]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("add_rules", *arguments, stdout=out)
    return out.getvalue()


def test_bookkeeping_rules_are_added_once_and_in_force() -> None:
    out = run("bookkeeping")
    assert "bookkeeping.primary: delete year+months=60" in out
    run("bookkeeping")
    found = {rule.key: rule for rule in RetentionRule.objects.all()}
    assert set(found) == {"bookkeeping.primary", "bookkeeping.secondary"}
    assert all(rule.is_approved for rule in found.values())
    assert Purpose.objects.get().is_in_notice is False


@pytest.mark.parametrize(
    ("key", "end"),
    [
        ("bookkeeping.primary", datetime(2031, 12, 31, 23, tzinfo=UTC)),
        ("bookkeeping.secondary", datetime(2030, 6, 30, 22, tzinfo=UTC)),
    ],
)
def test_document_of_2026_is_kept_as_long_as_the_act_says(key: str, end: datetime) -> None:
    run("bookkeeping")
    assert RetentionRule.objects.get(key=key).length.end(datetime(2026, 3, 10, tzinfo=UTC)) == end


def test_preset_that_is_not_there_is_refused() -> None:
    with pytest.raises(CommandError, match="bookkeeping"):
        run("taxes")
