"""Codes and links: single use, bound to their request, and the same for a thousand hands at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsar.cases.enums import Right
from dsar.cases.models import Case
from dsar.cases.proofs import operations as proofs
from dsar.cases.proofs.errors import WrongCode
from dsar.cases.proofs.models import MOST_TRIES, DownloadCode
from tests.equal_work import capture_changes, statement_shape
from tests.factories.dsar import NOW, opened

pytestmark = pytest.mark.usefixtures("rules")


def _code(case: Case) -> str:
    drawn = proofs.draw_code(code_id=proofs.send_code(case=case, now=NOW).pk, now=NOW)
    assert drawn is not None
    return drawn[1]


def test_code_is_bound_to_its_request() -> None:
    mine, other = opened(), opened(Right.PORTABILITY)
    code = _code(mine)
    _code(other)
    with pytest.raises(WrongCode):
        proofs.use_code(case=other, typed=code, now=NOW)
    proofs.use_code(case=mine, typed=code, now=NOW)


def test_new_code_replaces_the_earlier_one() -> None:
    case = opened()
    first, second = _code(case), _code(case)
    with pytest.raises(WrongCode):
        proofs.use_code(case=case, typed=first, now=NOW)
    proofs.use_code(case=case, typed=second, now=NOW)


def test_code_ends_after_a_quarter_of_an_hour() -> None:
    case = opened()
    code = _code(case)
    with pytest.raises(WrongCode):
        proofs.use_code(case=case, typed=code, now=NOW + proofs.CODE_LASTS)


@pytest.mark.law("D-40")
def test_right_code_after_the_last_try_opens_nothing() -> None:
    case = opened()
    code = _code(case)
    for _time in range(MOST_TRIES):
        with pytest.raises(WrongCode):
            proofs.use_code(case=case, typed="0" if code != "0" else "1", now=NOW)
    with pytest.raises(WrongCode):
        proofs.use_code(case=case, typed=code, now=NOW)
    assert DownloadCode.objects.get(case=case).tries == MOST_TRIES


def test_letter_that_is_composed_again_has_a_new_code() -> None:
    case = opened()
    wanted = proofs.send_code(case=case, now=NOW)
    first = proofs.draw_code(code_id=wanted.pk, now=NOW)
    second = proofs.draw_code(code_id=wanted.pk, now=NOW + timedelta(minutes=2))
    assert first is not None
    assert second is not None
    with pytest.raises(WrongCode):
        proofs.use_code(case=case, typed=first[1], now=NOW + timedelta(minutes=3))
    proofs.use_code(case=case, typed=second[1], now=NOW + timedelta(minutes=3))


@pytest.mark.law("D-40", "X-35")
def test_wish_for_links_costs_the_same_for_every_address() -> None:
    opened(address="known@example.com")
    proofs.ask_for_links(address="pending@example.com", language="nb", now=NOW)
    work = []
    for name in ("unknown", "known", "pending"):
        with capture_changes() as changes, CaptureQueriesContext(connection) as queries:
            proofs.ask_for_links(address=f"{name}@example.com", language="nb", now=NOW)
        work.append(([statement_shape(query["sql"]) for query in queries.captured_queries], changes.rows))
    assert work[0][0]
    assert work[0] == work[1] == work[2]


def test_address_gets_one_letter_with_links_in_five_minutes() -> None:
    opened()
    wishes = [proofs.ask_for_links(address="kari@example.com", language="nb", now=NOW) for _time in range(3)]
    found = [proofs.requests_to_link(wish_id=wish.pk, now=NOW) for wish in wishes]
    assert [answer is not None for answer in found] == [True, False, False]
    later = proofs.ask_for_links(address="KARI@example.com", language="nb", now=NOW + proofs.BETWEEN_LINKS)
    assert proofs.requests_to_link(wish_id=later.pk, now=NOW + proofs.BETWEEN_LINKS) is not None
