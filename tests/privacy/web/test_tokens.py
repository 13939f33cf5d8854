from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from privacy.web import tokens
from privacy.web.errors import ExpiredToken, InvalidToken

PURPOSE = "newsletter.confirm"
WEEK = timedelta(days=7)


@given(st.uuids())
def test_token_names_its_row_and_fits_in_an_address(object_id: UUID) -> None:
    token = tokens.make_token(PURPOSE, object_id)
    assert tokens.read_token(PURPOSE, token, WEEK) == object_id
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_token_for_another_purpose_opens_nothing() -> None:
    with pytest.raises(InvalidToken):
        tokens.read_token("newsletter.unsubscribe", tokens.make_token(PURPOSE, uuid4()))


def test_every_changed_character_is_seen() -> None:
    token = tokens.make_token(PURPOSE, uuid4())
    for place, letter in enumerate(token):
        forged = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(InvalidToken):
            tokens.read_token(PURPOSE, forged, WEEK)


def test_every_truncation_is_seen() -> None:
    token = tokens.make_token(PURPOSE, uuid4())
    for length in range(len(token)):
        with pytest.raises(InvalidToken):
            tokens.read_token(PURPOSE, token[:length], WEEK)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "å.ø.æ", "\x00", "a" * 100_000])
def test_nonsense_is_not_a_token(text: str) -> None:
    with pytest.raises(InvalidToken):
        tokens.read_token(PURPOSE, text, WEEK)


def test_signed_text_that_is_no_id_is_not_a_token() -> None:
    with pytest.raises(InvalidToken):
        tokens.read_token(PURPOSE, tokens._signer(PURPOSE).sign("c2hvcnQ"), WEEK)


def test_token_expires_with_its_age() -> None:
    object_id = uuid4()
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False):
        token = tokens.make_token(PURPOSE, object_id)
    with time_machine.travel("2026-03-08T11:59:59Z", tick=False):
        assert tokens.read_token(PURPOSE, token, WEEK) == object_id
    with time_machine.travel("2026-03-08T12:00:02Z", tick=False), pytest.raises(ExpiredToken):
        tokens.read_token(PURPOSE, token, WEEK)


def test_token_without_an_age_never_expires() -> None:
    object_id = uuid4()
    with time_machine.travel("2016-03-01T12:00:00Z", tick=False):
        token = tokens.make_token(PURPOSE, object_id)
    assert tokens.read_token(PURPOSE, token) == object_id


def test_key_may_be_rotated(settings: Any) -> None:
    object_id, old = uuid4(), settings.SECRET_KEY
    token = tokens.make_token(PURPOSE, object_id)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [old]
    assert tokens.read_token(PURPOSE, token, WEEK) == object_id
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        tokens.read_token(PURPOSE, token, WEEK)
