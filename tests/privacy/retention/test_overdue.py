from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from privacy.inventory import declarations
from privacy.letters.models import Letter
from privacy.retention.overdue import requested_rows
from tests.factories.privacy import NOW, LetterFactory, RetentionRuleFactory
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("D-20")]


def test_rows_that_are_not_due_are_not_looked_for_among_open_requests(
    replace_entries: ReplaceEntries, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    replace_entries(declarations.models, {Letter: declarations.personal_data(Letter)})
    RetentionRuleFactory.create(key="letters.log", days=30)
    LetterFactory.create(ended_at=NOW, retain_until=NOW + timedelta(days=30))
    with django_assert_num_queries(3):  # the rules, the tables that have rows, the due letters
        assert list(requested_rows(NOW)) == []
