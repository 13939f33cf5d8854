from typing import Any

import pytest

from privacy.erasure.checks import check_ledger


@pytest.mark.law("X-13")
@pytest.mark.parametrize(("given", "faults"), [("", ["privacy.E014"]), ("erasures.log", [])])
def test_site_without_a_ledger_is_refused(settings: Any, given: str, faults: list[str]) -> None:
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": given}
    assert [fault.id for fault in check_ledger(None)] == faults
