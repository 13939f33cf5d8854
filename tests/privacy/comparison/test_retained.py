"""What retention may have deleted is no fault."""

from datetime import UTC, datetime, timedelta

import pytest

from contact.messages import operations as messages
from contact.messages.models import Message
from privacy.comparison.retained import ends_before
from privacy.journal import operations as journal
from privacy.retention import operations as retention
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


@pytest.mark.law("P26")
def test_rows_that_were_ended_ahead_of_time_are_no_fault(db: None) -> None:
    load_rules()
    fields = {"name": "Ola Nordmann", "email": "ola@example.com", "text": "Hei"}
    messages.receive(fields=fields, language="nb", is_suspect=False, now=NOW)
    retention.run(as_of=NOW + 400 * DAY, now=NOW, beyond_limits=True)
    assert not Message.objects.exists()
    assert ends_before("contact.message") > NOW
