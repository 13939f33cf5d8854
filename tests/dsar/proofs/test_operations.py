"""Codes and links: single use, bound to their request, and the same for a thousand hands at once."""

from datetime import timedelta

import pytest

from dsar.cases.enums import Right
from dsar.cases.models import Case
from dsar.proofs import operations as proofs
from dsar.proofs.errors import WrongCode
from dsar.proofs.models import MOST_TRIES, DownloadCode
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
