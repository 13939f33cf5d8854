"""Every test here runs with the seed's register: rules, purposes, controller."""

import pytest
from django.conf import settings

from privacy import in_force
from privacy.operations import register
from tests.factories.dsar import NOW


@pytest.fixture
def rules(db: None) -> None:
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=NOW)
    in_force.forget()
