"""Tests of posts run with the seed's rules and its controller."""

import pytest
from django.conf import settings

from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.purposes.models import Controller
from tests.factories.rules import load_rules


@pytest.fixture
def rules(db: None) -> None:
    load_rules()
    Controller.objects.update_or_create(pk=1, defaults=register.read_seed(settings.SEED_FILE)["controller"])
    in_force.forget()
