"""The choice cookie: whatever a browser sends, it is a choice of ours or no choice."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.gate import cookie
from tests.consent.conftest import choice

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_what_is_written_is_read() -> None:
    written = choice("analytics", "marketing", made_at=MADE, record_id=uuid4())
    assert cookie.read(cookie.write(written)) == written


@pytest.mark.law("C-15")
def test_a_refusal_carries_no_id() -> None:
    value = cookie.write(choice(made_at=MADE))
    assert value.split(".")[2] == "-"
    assert value.split(".")[5] == "-"
    assert value == cookie.write(choice(made_at=MADE)), "two who say no in the same second cannot be told apart"


def test_forged_grants_are_no_choice() -> None:
    value = cookie.write(choice(made_at=MADE))
    assert cookie.read(value.replace(".-.", ".am.", 1)) is None


@pytest.mark.parametrize("cut", [0, 1, 10, 40, -1])
def test_truncated_is_no_choice(cut: int) -> None:
    assert cookie.read(cookie.write(choice("analytics", made_at=MADE))[:cut]) is None


def test_oversized_is_no_choice() -> None:
    assert cookie.read(cookie.write(choice("analytics", made_at=MADE)) + "." * 5000) is None


@given(st.text(max_size=300))
def test_anything_else_is_no_choice_and_no_error(value: str) -> None:
    assert cookie.read(value) is None


@pytest.mark.parametrize(
    "payload",
    [
        "2.1.a.1.99999999999999999999.-",
        "2.x.a.1.2.-",
        "2.1.z.1.2.-",
        "1.1.a.1.2.-",
        "2.1.a.1.2.no-uuid",
        "2.1",
        "2.1.~.1.2.-",
    ],
)
def test_signed_nonsense_is_no_choice(payload: str) -> None:
    from django.core.signing import Signer

    assert cookie.read(Signer(salt="consent.choice", sep=".").sign(payload)) is None


def test_a_rotated_key_still_reads(settings: Any) -> None:
    written = choice("analytics", made_at=MADE)
    value = cookie.write(written)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next key"
    assert cookie.read(value) == written
    settings.SECRET_KEY_FALLBACKS = []
    assert cookie.read(value) is None
