"""Policies that companies might have written, and the draft register that they are read into."""

from pathlib import Path

import pytest

from consent.importing.vendors import Directory
from tests.consent.conftest import NOW
from tests.factories.seeds import load_seed

POLICIES = Path(__file__).parent / "policies"


def policy(name: str) -> bytes:
    return (POLICIES / name).read_bytes()


@pytest.fixture
def directory() -> Directory:
    found = Directory()
    found.add_known()
    found.add_own("Proviso AS", "proviso.example")
    return found


@pytest.fixture
def draft(db: None) -> None:
    """The seed as a draft, unpublished."""
    load_seed(now=NOW)
