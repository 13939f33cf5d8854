"""A sender is a network of a day, as a keyed hash; the signed time of a form tells people from programs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from privacy.intake.limits.senders import sender_key, sender_of, stamp, without_stamps

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def key(rf: RequestFactory, address: str, now: datetime = NOW) -> str:
    return sender_key(rf.post("/", REMOTE_ADDR=address), now.date())


@pytest.mark.parametrize(
    ("address", "other", "is_same"),
    [
        ("198.51.100.7", "198.51.100.200", True),
        ("198.51.100.7", "198.51.101.7", False),
        ("::ffff:198.51.100.7", "198.51.100.9", True),
        ("2001:db8:0:1200::1", "2001:db8:0:12ff::9", True),
        ("2001:db8:0:1200::1", "2001:db8:0:1300::1", False),
        ("", "unix", True),
    ],
)
def test_network_is_the_sender(rf: RequestFactory, address: str, other: str, is_same: bool) -> None:
    assert (key(rf, address) == key(rf, other)) is is_same


@pytest.mark.law("P10")
def test_key_says_nothing_and_lasts_a_day(rf: RequestFactory) -> None:
    assert len(key(rf, "198.51.100.7")) == 32
    assert key(rf, "198.51.100.7") != key(rf, "198.51.100.7", NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("open_for", "is_hasty"),
    [
        (timedelta(seconds=-5), True),
        (timedelta(seconds=0.2), True),
        (timedelta(seconds=1.6), False),
        (timedelta(hours=23), False),
        (timedelta(days=2), True),
    ],
)
def test_form_sent_faster_than_it_can_be_read_is_hasty(rf: RequestFactory, open_for: timedelta, is_hasty: bool) -> None:
    assert sender_of(rf.post("/"), stamp(NOW), NOW + open_for).is_hasty is is_hasty


@pytest.mark.parametrize("loaded", ["", "1.2", "x" * 300, "1772442000000", "\x00", "☃.☃"])
def test_form_without_our_signature_is_hasty(rf: RequestFactory, loaded: str) -> None:
    assert sender_of(rf.post("/"), loaded, NOW).is_hasty


def test_pages_are_compared_without_our_times_and_with_all_else() -> None:
    page = '<input type="hidden" name="loaded" value="%s">'
    first, second = ((page % stamp(NOW + timedelta(seconds=number))).encode() for number in (0, 7))
    assert first != second
    assert without_stamps(first) == without_stamps(second)
    foreign = (page % "device-4711").encode()
    assert without_stamps(foreign) == foreign
