"""Limits of mails: per sender, in total, and with the shared store away."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from pytest_django import Settings

from privacy.addresses.normal import normalise_address
from privacy.letters.enums import Allowance
from privacy.limits import counters as counting
from privacy.limits.mails import MailSlot, take_slot
from privacy.limits.senders import Sender

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def slot(
    sender: str = "a", address: str = "kari@example.com", *, is_hasty: bool = False, now: datetime = NOW
) -> MailSlot:
    return take_slot(sender=Sender(key=sender, is_hasty=is_hasty), address=normalise_address(address), now=now)


def hours_waited(slots: list[MailSlot]) -> Counter[object]:
    return Counter("dropped" if one.is_limited else (one.due_at - NOW) // timedelta(hours=1) for one in slots)


@pytest.mark.law("X-35")
def test_strangers_addresses_from_one_sender_get_a_handful_of_mails() -> None:
    slots = [slot(address=f"stranger{number}@example.com") for number in range(25)]
    assert hours_waited(slots) == {0: 5, 1: 5, 2: 5, "dropped": 10}


def test_post_without_the_form_counts_against_a_smaller_limit_and_still_gets_its_mail() -> None:
    slots = [slot(address=f"stranger{number}@example.com", is_hasty=True) for number in range(25)]
    assert hours_waited(slots) == {0: 2, 1: 2, 2: 2, "dropped": 19}
    assert slot(address="stranger0@example.com").due_at == NOW


def test_other_sender_is_not_limited_by_the_first() -> None:
    for number in range(300):
        slot(address=f"stranger{number}@example.com")
    assert slot("b", "stranger7@example.com") == MailSlot(due_at=NOW, allowance=Allowance.FIRST)


def test_asking_under_every_right_in_one_sitting_is_no_flood() -> None:
    assert hours_waited([slot() for _number in range(10)]) == {0: 10}


def test_only_the_first_of_a_sender_for_an_address_in_a_day_is_first() -> None:
    assert [slot().is_first, slot().is_first, slot("b").is_first] == [True, False, True]
    assert not slot(address="kari+x@example.com").is_first


def test_total_of_the_site_is_limited_for_all_senders_together(settings: Settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"MAILS_AN_HOUR": 4, "MAILS_WAIT_HOURS_IN_TOTAL": 1}
    slots = [slot(f"sender{number}", f"stranger{number}@example.com") for number in range(10)]
    assert hours_waited(slots) == {0: 4, 1: 4, "dropped": 2}


def test_limits_begin_anew_with_the_hour() -> None:
    for number in range(25):
        slot(address=f"stranger{number}@example.com")
    later = NOW + timedelta(hours=1)
    assert slot(address="new@example.com", now=later).due_at == later


def test_every_address_takes_as_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """New, named before, hasty and limited: the same number of counts."""
    steps: list[str] = []
    count = counting.counters.count

    def noted(key: str, *, lasts: timedelta, now: datetime) -> int:
        steps.append(key)
        return count(key, lasts=lasts, now=now)

    monkeypatch.setattr(counting.counters, "count", noted)
    taken = set()
    for number in range(40):
        before = len(steps)
        slot(address=f"stranger{number % 30}@example.com")
        taken.add(len(steps) - before)
    assert taken == {3}
    assert not [key for key in steps if "@" in key or "example" in key]


def test_without_the_store_each_process_counts_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fail(_cache: BaseCache, key: str, *_args: object, **_kwargs: object) -> bool:
        asked.append(key)
        raise ConnectionError

    monkeypatch.setattr(type(cache._connections[cache._alias]), "add", fail)  # type: ignore[attr-defined]
    slots = [slot(address=f"stranger{number}@example.com") for number in range(25)]
    # The store is asked once: each time it does not answer costs a second.
    assert len(asked) == 1
    assert hours_waited(slots) == {0: 1, 1: 1, 2: 1, "dropped": 22}
    assert slot("b", "owner@example.com").due_at == NOW
    slot("b", "owner@example.com", now=NOW + timedelta(minutes=1))
    assert len(asked) == 2
