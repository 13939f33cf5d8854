import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from consent.services.models import Service
from privacy.policy import draft_shown
from privacy.register.models import Revision
from privacy.register.promises.models import PromiseVerdict
from privacy.register.purposes.models import Purpose
from privacy.register.statements.models import Statement
from tests.factories.privacy import NOW
from tests.factories.seeds import load_seed

TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
# Their newest rows are read at each look; the numbers of revisions are in the ledger too.
READ_ANYWAY = {"privacy_revision", "privacy_promiseverdict", "privacy_ledgerentry"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    load_seed(now=NOW)


def test_every_table_that_the_draft_is_read_from_is_watched() -> None:
    with CaptureQueriesContext(connection) as queries:
        draft_shown._look(NOW)
    read = {table for query in queries for table in TABLE.findall(query["sql"])}
    assert read - READ_ANYWAY - {model._meta.db_table for model in draft_shown.models()} == set()
    assert len(read) > 10


def test_draft_that_nobody_changed_is_not_read_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = draft_shown.look(NOW)
    with django_assert_num_queries(4):
        assert draft_shown.look(NOW) is first


@pytest.mark.parametrize(
    "change",
    [
        lambda: Statement.objects.filter(key="intro").delete(),
        lambda: Purpose.objects.filter(key="newsletter").update(order=99),
        lambda: Service.objects.filter(key="hotjar").update(name="Hotjar Two"),
        lambda: Revision.objects.create(number=7, published_at=NOW, content={}, sha256="0" * 64),
        lambda: PromiseVerdict.objects.create(promise="P1", kind="broken", figure="", reason="x", checked_at=NOW),
    ],
)
def test_change_is_seen_at_the_next_look(change: Callable[[], object]) -> None:
    first = draft_shown.look(NOW)
    change()
    assert draft_shown.look(NOW) is not first


def test_draft_is_read_for_each_language_and_day() -> None:
    first = draft_shown.look(NOW)
    with translation.override("en"):
        assert draft_shown.look(NOW).gaps != first.gaps
    first = draft_shown.look(NOW)
    assert draft_shown.look(NOW + timedelta(days=1)) is not first
