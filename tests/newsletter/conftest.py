"""Every test here runs with the seed's retention rules."""

import pytest

from tests.factories.rules import load_rules


@pytest.fixture
def rules(db: None) -> None:
    load_rules()
