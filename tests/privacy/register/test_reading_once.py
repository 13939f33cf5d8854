"""What several sections of the draft need is read once in a block, and anew outside it."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from privacy.recipients.queries import vendors
from privacy.register.reading_once import once, reading_once
from tests.factories.privacy import VendorFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


def test_rows_are_read_once_in_a_block(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    VendorFactory.create(key="one")
    with reading_once():
        known = vendors(DAY)
        with django_assert_num_queries(0):
            assert vendors(DAY) is known
        assert vendors(date(2026, 3, 11)) is not known


def test_next_block_reads_what_changed() -> None:
    VendorFactory.create(key="one")
    with reading_once():
        assert len(vendors(DAY)) == 1
    VendorFactory.create(key="two")
    assert len(vendors(DAY)) == 2
    with reading_once():
        assert len(vendors(DAY)) == 2


def test_failure_is_not_kept() -> None:
    answers = iter([LookupError(), 3])

    @once
    def read() -> object:
        if isinstance(answer := next(answers), LookupError):
            raise answer
        return answer

    with reading_once():
        with pytest.raises(LookupError):
            read()
        assert read() == 3
        assert read() == 3
