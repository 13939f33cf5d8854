from datetime import UTC, date, datetime

from privacy.letters.models import Letter
from privacy.web.row_names import dated


def test_row_without_a_name_is_named_by_what_it_is_and_when() -> None:
    assert dated(Letter(), datetime(2026, 11, 30, 13, 56, tzinfo=UTC)) == "Brev 30.11.2026 14:56"
    assert dated(Letter(), date(2026, 11, 30)) == "Brev 30.11.2026"
