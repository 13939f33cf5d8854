"""The chart of acceptance shows the share of yes of each month."""

from datetime import UTC, date, datetime

import pytest

from consent.choices.charts import acceptance_by_month
from consent.choices.models import ChoiceCount
from consent.services.enums import OPTIONAL


@pytest.mark.django_db
def test_share_of_yes_is_that_of_all_answers_of_the_month() -> None:
    first, second = OPTIONAL[0], OPTIONAL[1]
    for day, granted, count in (
        (date(2026, 2, 1), f"{first},{second}", 1), (date(2026, 2, 28), "", 2), (date(2026, 2, 3), first, 1),
        (date(2026, 3, 1), "", 5), (date(2025, 2, 28), first, 9),
    ):  # fmt: skip
        ChoiceCount.objects.create(day=day, language="nb", device="d", granted=granted, count=count)
    chart = acceptance_by_month(datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert {series.name: series.values[-2:] for series in chart.series if any(series.values)} == {
        str(first.label): (50, 0), str(second.label): (25, 0),
    }  # fmt: skip
