from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from privacy.inbound.models import ReceivedMail
from privacy.inventory import declarations
from privacy.letters.models import Letter
from privacy.retention.forecast import ForecastRow, make_forecast, make_spans
from privacy.retention.models import RetentionRule
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("P26")]
MOMENT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _letters_and_mails_only(db: None, replace_entries: ReplaceEntries) -> None:
    models = (Letter, ReceivedMail)
    replace_entries(declarations.models, {model: declarations.personal_data(model) for model in models})
    for model in models:
        for rule in declarations.personal_data(model).retention.rules():
            RetentionRuleFactory.create(key=rule, days=30)


def letters(*ends: datetime | None) -> ForecastRow:
    """Write a letter for each end, and return its line of the forecast."""
    for end in ends:
        LetterFactory.create(ended_at=end and end - timedelta(days=30), retain_until=end)
    [row] = [row for row in make_forecast(NOW).rows if row.model == "privacy.letter"]
    return row


def test_row_goes_in_the_span_whose_end_it_does_not_pass() -> None:
    now, week = (span.end for span in make_spans(NOW)[:2])
    row = letters(now, now + MOMENT, week, week + MOMENT)
    assert row.counts[:3] == [1, 2, 1]


def test_row_without_an_end_or_beyond_the_last_span_goes_later() -> None:
    last = make_spans(NOW)[-1].end
    row = letters(last, last + MOMENT, None)
    assert (row.counts[-1], row.total, row.later) == (1, 1, 2)


def test_table_without_rows_is_shown_and_not_counted(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    LetterFactory.create()
    with django_assert_num_queries(4):  # the rules, the tables that have rows, the holds, the letters
        lines = make_forecast(NOW).rows
    assert {line.model: line.total + line.later for line in lines} == {"privacy.letter": 1, "privacy.receivedmail": 0}


def test_forecast_without_rules_has_no_lines() -> None:
    RetentionRule.objects.all().delete()
    assert make_forecast(NOW).rows == []
