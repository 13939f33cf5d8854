"""What retention may have deleted is no fault."""

from datetime import UTC, datetime, timedelta

import pytest

from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.retention import rules
from privacy.retention.models import RetentionRule
from tests.factories.rules import load_rules

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NEVER = datetime.min.replace(tzinfo=UTC)
DAY = timedelta(days=1)


def test_nothing_has_ended_without_a_rule_or_an_entry(db: None) -> None:
    assert ends_before("contact.message") == NEVER
    load_rules()
    assert ends_before("nothing.of.this") == NEVER


@pytest.mark.law("P27")
def test_shortest_length_that_a_rule_ever_had_counts(db: None) -> None:
    load_rules()
    journal.append(stream="test", event="test.done", facts={}, now=NOW)
    RetentionRule.objects.filter(key="contact.message").update(days=90, months=None)
    assert ends_before("contact.message") == NOW - 90 * DAY + DAY
    for days in (30, 60):
        RetentionRule.objects.filter(key="contact.message").update(days=days)
        rule = RetentionRule.objects.get(key="contact.message")
        rules.approve(rule_id=rule.pk, terms=rule.terms, staff=None, now=NOW)
    assert ends_before("contact.message") == NOW - 30 * DAY + DAY


@pytest.mark.law("P26")
def test_length_that_counts_from_the_accounting_year_is_read_from_its_approval(db: None) -> None:
    load_rules()
    RetentionRule.objects.filter(key="contact.message").update(days=None, months=None, months_after_year=2)
    rule = RetentionRule.objects.get(key="contact.message")
    rules.approve(rule_id=rule.pk, terms=rule.terms, staff=None, now=NOW)
    RetentionRule.objects.filter(key="contact.message").update(months_after_year=60)
    assert ends_before("contact.message") == rule.length.latest_start(NOW) + DAY
