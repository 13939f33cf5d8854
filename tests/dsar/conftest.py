"""Every test here runs with the seed's rules and its controller."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.purposes.models import Controller
from tests.factories.rules import load_rules


@pytest.fixture
def rules(db: None) -> None:
    load_rules()
    Controller.objects.update_or_create(pk=1, defaults=_seed(settings.SEED_FILE)["controller"])
    in_force.forget()


@cache
def _seed(file: Path) -> dict[str, Any]:
    return register.read_seed(file)
