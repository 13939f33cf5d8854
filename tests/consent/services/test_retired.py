"""Names that their vendor no longer sets."""

from datetime import date

import pytest

from consent.services import retired


@pytest.mark.parametrize(
    ("name", "vendor", "year"),
    [
        ("__cfduid", "Cloudflare", 2021),
        ("__utma", "Google", 2023),
        ("_utmz", "Google", 2023),
        ("_gat_UA-1", "Google", 2023),
    ],
)
def test_retired_name_has_a_day_and_a_source(name: str, vendor: str, year: int) -> None:
    row = retired.find(name)
    assert row is not None
    assert (row.vendor, row.on.year) == (vendor, year)
    assert row.source.startswith("https://")
    assert row.on < date(2026, 11, 29)


@pytest.mark.parametrize("name", ["_ga", "_ga_*", "__cf_bm", "_gatx", "utma"])
def test_name_in_use_is_not_retired(name: str) -> None:
    assert retired.find(name) is None
