"""The chart of the journal shows what the signed heads say."""

from datetime import timedelta

import pytest

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.signed_heads.charts import journal_by_month
from privacy.signed_heads.operations import sign_due
from tests.factories.dsar import NOW


@pytest.mark.django_db
def test_journal_is_as_long_as_its_last_head_of_each_month_says() -> None:
    before = JournalEntry.objects.count()
    journal.append(stream="register", event="tried", facts={}, now=NOW - timedelta(days=3))
    sign_due(now=NOW - timedelta(days=1))  # on the first of March, for the last of February
    signed = JournalEntry.objects.filter(at__lt=NOW - timedelta(days=2)).count()
    chart = journal_by_month(NOW)
    (entries,) = chart.series
    assert entries.values[:-2] == (0,) * 10
    assert entries.values[-2] in (signed, before + 1)
    assert entries.values[-1] == JournalEntry.objects.filter(at__lte=NOW).count()
