"""Policies that companies might have written, and the draft register that they are read into."""

from pathlib import Path

import pytest
from django.conf import settings

from consent.importing.vendors import Directory
from privacy.register.operations import load_seed, read_seed
from tests.consent.conftest import NOW

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
    load_seed(seed=read_seed(settings.SEED_FILE), now=NOW)
