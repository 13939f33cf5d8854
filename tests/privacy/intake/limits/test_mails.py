"""Limits of mails: per sender, in total, and with the shared store away."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from pytest_django import Settings

from privacy.addresses.normal import normalise_address
from privacy.intake.limits import counters as counting
from privacy.intake.limits.mails import MailSlot, free_held, post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.letters.enums import Allowance
from privacy.letters.models import Letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=7)


def slot(
    sender: str = "a",
    address: str = "kari@example.com",
    *,
    form: str = "form",
    is_hasty: bool = False,
    now: datetime = NOW,
    dropped_at: datetime | None = None,
) -> MailSlot:
    who = Sender(key=sender, is_hasty=is_hasty)
    return take_slot(form=form, sender=who, address=normalise_address(address), now=now, dropped_at=dropped_at)


def hours_waited(slots: list[MailSlot]) -> Counter[int]:
    return Counter((taken.due_at - NOW) // timedelta(hours=1) for taken in slots)


def flood(count: int, **kwargs: object) -> list[MailSlot]:
    return [slot(address=f"stranger{number}@example.com", **kwargs) for number in range(count)]  # type: ignore[arg-type]


@pytest.mark.law("D-40", "X-35")
def test_mails_about_rights_beyond_the_limit_of_a_sender_wait_for_later_hours_and_none_is_lost() -> None:
    slots = flood(25)
    assert hours_waited(slots) == {0: 5, 1: 5, 2: 5, 3: 5, 4: 5}
    assert Counter(taken.allowance for taken in slots) == {Allowance.FIRST: 5, Allowance.HELD: 20}
    assert all((taken.held_at == NOW) == (taken.due_at > NOW) for taken in slots)


def test_mails_that_are_dropped_wait_until_then() -> None:
    assert hours_waited(flood(25, dropped_at=ENDS)) == {0: 5, 7 * 24: 20}


def test_post_without_the_form_counts_against_a_smaller_limit() -> None:
    assert hours_waited(flood(8, is_hasty=True)) == {0: 2, 1: 2, 2: 2, 3: 2}
    assert slot(address="reader@example.com").due_at == NOW, "who has read the form is not held back by who has not"


def test_other_sender_and_other_form_are_not_limited_by_the_first() -> None:
    flood(300)
    assert slot("b", "stranger7@example.com").allowance == Allowance.FIRST
    assert slot(form="other", address="stranger7@example.com").allowance == Allowance.FIRST


def test_asking_under_every_right_in_one_sitting_is_no_flood() -> None:
    assert hours_waited([slot() for _number in range(10)]) == {0: 10}


def test_address_whose_mail_was_held_back_is_not_let_through_by_asking_again() -> None:
    flood(8)
    assert slot(address="stranger7@example.com").due_at > NOW
    assert slot(address="stranger0@example.com").due_at == NOW
    later = NOW + timedelta(hours=1)
    assert Counter(taken.due_at == later for taken in flood(8, now=later)) == {True: 8}, "five of before, three anew"
    assert slot(address="new@example.com", now=later).due_at == later + timedelta(0)


def test_only_the_first_of_a_sender_for_an_address_in_a_day_is_first() -> None:
    allowances = [slot().allowance, slot().allowance, slot("b").allowance, slot(address="kari+x@example.com").allowance]
    assert allowances == [Allowance.FIRST, Allowance.USUAL, Allowance.FIRST, Allowance.USUAL]


def test_total_of_the_site_waits_for_all_senders_and_is_not_used_up_by_what_a_sender_is_held_back(
    settings: Settings,
) -> None:
    settings.PRIVACY = settings.PRIVACY | {"MAILS_AN_HOUR": 8}
    flood(100)
    for _number in range(100):
        slot(address="stranger0@example.com")
    slots = [slot(f"sender{number}", f"person{number}@example.com", dropped_at=ENDS) for number in range(10)]
    assert hours_waited(slots) == {0: 3, 1: 7}


def test_limits_begin_anew_with_the_hour() -> None:
    flood(25)
    later = NOW + timedelta(hours=1)
    assert slot(address="new@example.com", now=later).due_at == later


def test_every_address_takes_as_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """New, named before, and held back: the same number of questions to the store, none of which names anybody."""
    steps: list[tuple[str, str]] = []
    for name in ("count", "note", "noted"):
        original = getattr(counting.counters, name)

        def spied(key: str, *args: object, step: str = name, call: object = original, **kwargs: object) -> object:
            steps.append((step, key))
            return call(key, *args, **kwargs)  # type: ignore[operator]

        monkeypatch.setattr(counting.counters, name, spied)
    taken = set()
    for number in range(40):
        before = len(steps)
        slot(address=f"stranger{number % 30}@example.com")
        taken.add(tuple(step for step, _key in steps[before:]))
    assert taken == {("noted", "count", "count", "count", "note")}
    assert not [key for _step, key in steps if "@" in key or "example" in key]


@pytest.fixture
def store_away(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the shared store fail; return the questions that it was asked."""
    asked: list[str] = []

    def fail(_cache: BaseCache, key: str, *_args: object, **_kwargs: object) -> bool:
        asked.append(key)
        raise ConnectionError

    for name in ("add", "get", "set", "incr"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, fail)  # type: ignore[attr-defined]
    return asked


def test_without_the_store_each_process_counts_for_itself(store_away: list[str]) -> None:
    slots = flood(25)
    # The store is asked once: each time it does not answer costs a second.
    assert len(store_away) == 1
    assert hours_waited(slots) == dict.fromkeys(range(25), 1)
    assert slot("b", "owner@example.com").due_at == NOW
    slot("b", "owner@example.com", now=NOW + timedelta(minutes=1))
    assert len(store_away) == 2


def post(sender: str, number: int) -> UUID:
    """Post a letter for a stranger; return the row that it is about."""
    taken = slot(sender, f"{sender}{number}@example.com", dropped_at=ENDS)
    object_id = uuid4()
    post_in_slot(taken, kind="form", object_id=object_id, now=NOW)
    return object_id


@pytest.mark.django_db
def test_confirmation_frees_the_next_of_the_same_sender_only() -> None:
    rows = [post("a", number) for number in range(12)]
    others = [post("b", number) for number in range(7)]
    assert Letter.objects.held().count() == 7 + 2
    assert free_held(object_id=rows[0], now=NOW) == 3
    due = Letter.objects.due(NOW).filter(held_at__isnull=False).values_list("object_id", flat=True)
    assert set(due) == set(rows[5:8])
    assert free_held(object_id=rows[0], now=NOW) == 0, "a confirmation counts once"
    assert [free_held(object_id=rows[number], now=NOW) for number in (1, 2, 3)] == [3, 1, 0]
    assert free_held(object_id=others[0], now=NOW) == 2
    assert free_held(object_id=uuid4(), now=NOW) == 0


@pytest.mark.django_db
def test_confirmation_before_anything_is_held_back_uses_up_nothing() -> None:
    rows = [post("a", number) for number in range(5)]
    assert free_held(object_id=rows[0], now=NOW) == 0
    post("a", 5)
    assert free_held(object_id=rows[1], now=NOW) == 1


@pytest.mark.django_db
def test_without_the_store_a_confirmation_frees_what_this_process_knows(store_away: list[str]) -> None:
    rows = [post("a", number) for number in range(3)]
    assert free_held(object_id=rows[0], now=NOW) == 2
