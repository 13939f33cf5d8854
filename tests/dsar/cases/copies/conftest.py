import pytest
from django.contrib.auth.models import User

from dsar.cases.models import Case
from tests.dsar.cases.copies.about_another import open_case
from tests.factories.dsar import case_worker


@pytest.fixture
def staff() -> User:
    return case_worker("marks")


@pytest.fixture
def case() -> Case:
    return open_case()
