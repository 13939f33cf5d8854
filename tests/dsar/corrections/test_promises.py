"""P33 and P35 are checked on an invented person, and break when the code or the database no longer keeps them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from contact.messages.models import Message
from dsar.cases.models import Case
from dsar.corrections import operations as corrections
from dsar.corrections.promises import corrections_change_the_rows, restricted_rows_are_only_stored
from privacy.notices import operations as notices
from privacy.notices.enums import NoticeKind
from privacy.register.frozen.register import Register
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from privacy.restriction.models import Restriction
from tests.factories.dsar import NOW
from tests.factories.privacy import VendorFactory

pytestmark = pytest.mark.usefixtures("rules")


def _facts(now: Any = NOW) -> Facts:
    return Facts(register=Register(), now=now)


@pytest.fixture
def without_constraint() -> Any:
    def drop(table: str, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    return drop


@pytest.mark.law("P33", "D-22", "D-25")
def test_corrections_are_kept_and_leave_nothing_behind() -> None:
    before = Message.stored.count(), Case.objects.count()
    assert corrections_change_the_rows(_facts()).kind == VerdictKind.KEPT
    assert (Message.stored.count(), Case.objects.count()) == before


@pytest.mark.law("P33")
def test_corrections_that_change_nothing_break_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "write", lambda **_values: None)
    assert corrections_change_the_rows(_facts()).kind == VerdictKind.BROKEN


@pytest.mark.law("P33")
def test_value_that_a_column_refuses_breaks_no_promise() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Message._meta.db_table} ADD CONSTRAINT few CHECK (company <> 'canary corrected')")
    assert corrections_change_the_rows(_facts()).kind == VerdictKind.KEPT


@pytest.mark.law("P33")
def test_database_without_its_constraint_breaks_the_promise(without_constraint: Any) -> None:
    without_constraint("dsar_case", "case_corrected_something")
    assert corrections_change_the_rows(_facts()).kind == VerdictKind.BROKEN


@pytest.mark.law("P33", "D-25")
def test_recipient_that_is_not_told_in_a_month_breaks_the_promise() -> None:
    VendorFactory.create(purposes=["customer-service"], supplies=[])
    notices.tell(
        source=uuid4(), kind=NoticeKind.ERASED, address="a@example.com", purposes=["customer-service"], now=NOW
    )
    assert corrections_change_the_rows(_facts(NOW + timedelta(days=29))).kind == VerdictKind.KEPT
    assert corrections_change_the_rows(_facts(NOW + timedelta(days=31))).kind == VerdictKind.BROKEN


@pytest.mark.law("P35", "D-26")
def test_restrictions_are_kept_and_leave_nothing_behind() -> None:
    assert restricted_rows_are_only_stored(_facts()).kind == VerdictKind.KEPT
    assert not Restriction.objects.exists()


@pytest.mark.law("P35", "D-26")
def test_model_that_is_not_guarded_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privacy.restriction.guarding.is_guarded", lambda model: model is not Message)
    assert restricted_rows_are_only_stored(_facts()).kind == VerdictKind.BROKEN


@pytest.mark.law("P35", "D-26")
def test_manager_that_leaves_out_nothing_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(Message.objects), "get_queryset", lambda _self: Message.stored.all())
    assert restricted_rows_are_only_stored(_facts()).kind == VerdictKind.BROKEN


@pytest.mark.law("P35", "D-26")
def test_restriction_that_ends_without_a_notice_breaks_the_promise(without_constraint: Any) -> None:
    without_constraint("privacy_restriction", "restriction_ends_after_notice")
    assert restricted_rows_are_only_stored(_facts()).kind == VerdictKind.BROKEN
