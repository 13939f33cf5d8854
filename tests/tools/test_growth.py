"""The growth table of `make bench`, on few rows: they are such as an honest site has, and everything is measured."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from privacy.journal.models import JournalEntry
from proviso_site.celery import SCHEDULE
from tools.bench import growth, growth_rows
from tools.bench.growth import Growth
from tools.bench.spread import Spread
from tools.seeds import seed_with_site_ids


def test_growth_is_told_as_an_exponent_and_judged_by_the_last_step() -> None:
    linear = Growth("tick", seconds=[0.01, 0.1, 1.0])
    assert linear.exponents() == pytest.approx([1, 1])
    assert linear.is_met
    quadratic = Growth("tick", seconds=[0.01, 0.1, 10.0])
    assert quadratic.exponents() == pytest.approx([1, 2])
    assert not quadratic.is_met
    assert quadratic.cells() == ["tick", "0.010", "0.100", "10.000", "+1.00", "+2.00", "MISSED"]
    assert Growth("tick", seconds=[0.0001, 0.001, 0.09]).is_met, "nobody notices"
    assert not Growth("page", is_page=True, seconds=[0.9, 1.0, 1.01]).is_met, "a page is quick"


def test_spread_aligns_figures() -> None:
    lines = str(Spread(["name", "s"], [["a longer name", "1.5"], ["b", "10.5"]])).splitlines()
    assert lines[1] == "name              s"
    assert lines[3:5] == ["a longer name   1.5", "b              10.5"]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.law("A-09")
def test_table_is_made_of_honest_rows_and_measures_every_tick_and_page(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.PRIVACY = settings.PRIVACY | {"SEED_FILE": seed_with_site_ids(tmp_path, datetime.now(UTC).date())}
    call_command("seed_site", verbosity=0)
    monkeypatch.setattr(growth, "STEPS", (100, 200))
    for module in (growth, growth_rows):
        monkeypatch.setattr(module, "HOST", "testserver")
    text, _is_met = growth.report(largest=200, clock=timezone.now)
    assert JournalEntry.objects.count() >= 2000
    for name in set(SCHEDULE) - growth._NOT_TIMED - {"privacy.check_promises"}:
        assert f"tick: {name} " in text
    for name in growth.PAGES:
        assert f"page: {name} " in text
    assert "check_promises" in text
    assert "values of personal data" in text
    assert "bytes for each byte of personal data" in text
