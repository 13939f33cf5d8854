"""Declared against found, case by case."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from consent.audit import comparing
from consent.audit.comparing import Difference, compare
from consent.audit.declared import Declared, is_of_site
from consent.audit.observations import RequestedHost, StoredItem, Visit
from tests.consent.audit.conftest import DAY

Visited = Callable[..., Visit]
OWN = "www.example.com"


def told(found: list[Difference]) -> list[tuple[str, str, str]]:
    return [(one.problem.value, one.trace.value, one.name) for one in found]


def holding(visit: Visit, *what: tuple[str, str, str, int | None], **more: bool) -> Visit:
    for kind, name, host, lifetime in what:
        visit.note(StoredItem(kind, name, host), "/", lifetime, **more)
    return visit


@pytest.mark.law("C-24")
def test_what_is_declared_and_granted_is_no_difference(small_register: Declared, visited: Visited) -> None:
    visit = holding(
        visited("granted"),
        ("cookie", "pv_choice", OWN, 184 * DAY),
        ("cookie", "_meter_12345", ".example.com", 1797),
        ("localStorage", "meterSeen", OWN, None),
        ("cookie", "ADV", ".adverts.example", 180 * DAY),
    )
    visit.requested = {
        RequestedHost("a.b.meter.example"): "/",
        RequestedHost("adverts.example", True): "/",
        RequestedHost("cdn.example.com"): "/",
    }
    assert compare([visit], small_register) == []


@pytest.mark.law("C-01", "C-24")
@pytest.mark.parametrize(
    "kind", ["cookie", "localStorage", "sessionStorage", "IndexedDB", "CacheStorage", "serviceWorker"]
)
def test_unknown_storage_of_every_kind_is_undeclared(small_register: Declared, visited: Visited, kind: str) -> None:
    found = compare([holding(visited(), (kind, "stranger", OWN, None))], small_register)
    assert told(found) == [("undeclared", kind, "stranger")]


@pytest.mark.law("C-01", "C-06", "C-10", "C-25", "C-28")
@pytest.mark.parametrize("state", ["unanswered", "refused", "only-marketing", "withdrawn", "gpc", "no-javascript"])
def test_declared_storage_where_it_is_not_granted(small_register: Declared, visited: Visited, state: str) -> None:
    visit = holding(visited(state), ("cookie", "_meter_1", OWN, 1800), ("localStorage", "meterSeen", OWN, None))
    found = compare([visit], small_register, is_offline=True)
    assert told(found) == [("ungranted", "cookie", "_meter_*"), ("ungranted", "localStorage", "meterSeen")]
    assert {one.service for one in found} == {"meter"}


def test_storage_of_a_service_that_is_switched_off_is_never_granted(small_register: Declared, visited: Visited) -> None:
    off = replace(small_register, services=(replace(small_register.services[0], is_running=False),))
    found = compare([holding(visited("granted"), ("cookie", "_meter_1", OWN, 1800))], off, is_offline=True)
    assert told(found) == [("ungranted", "cookie", "_meter_*")]


@pytest.mark.law("C-10")
def test_after_a_withdrawal_only_what_nobody_can_remove_may_be_left(small_register: Declared, visited: Visited) -> None:
    left = holding(
        visited("withdrawn"),
        ("cookie", "ADV", ".adverts.example", 180 * DAY),
        ("cookie", "_meter_1", OWN, 1800),
        is_leftover=True,
    )
    assert told(compare([left], small_register, is_offline=True)) == [("ungranted", "cookie", "_meter_*")]
    again = holding(visited("withdrawn"), ("cookie", "ADV", ".adverts.example", 180 * DAY))
    assert told(compare([again], small_register, is_offline=True)) == [("ungranted", "cookie", "ADV")]


@pytest.mark.parametrize(
    ("name", "host"),
    [("ADV", OWN), ("ADV", ".other.example"), ("_meter_1", ".meter.example"), ("pv_choice", "example.org")],
)
def test_known_name_elsewhere_is_on_the_wrong_host(
    small_register: Declared, visited: Visited, name: str, host: str
) -> None:
    found = compare([holding(visited("granted"), ("cookie", name, host, 1800))], small_register, is_offline=True)
    assert [one.problem for one in found] == ["host"]
    assert found[0].declared_host in (".adverts.example", OWN)


@pytest.mark.law("C-08", "C-24")
@pytest.mark.parametrize(
    ("wanted", "seen", "is_same"),
    [
        (1800, 1795, True), (1800, 1859, True), (1800, 3600, False), (180 * DAY, 184 * DAY, True),
        (180 * DAY, 365 * DAY, False), (0, 0, True), (0, 60, False), (1800, 0, False), (120, 61, True),
        (730 * DAY, 400 * DAY, True), (30 * DAY, 31 * DAY, True), (365 * DAY, 180 * DAY, False),
    ],
)  # fmt: skip
def test_lifetimes_are_the_same_but_for_months_and_clocks(wanted: int, seen: int, is_same: bool) -> None:
    assert comparing.is_same_lifetime(wanted, seen) is is_same


def test_wrong_lifetime_says_both(small_register: Declared, visited: Visited) -> None:
    visits = [holding(visited("granted"), ("cookie", "_meter_1", OWN, 2 * DAY))]
    (found,) = compare(visits, small_register, is_offline=True)
    assert (found.problem, found.declared_lifetime, found.lifetime) == ("lifetime", 1800, 2 * DAY)


@pytest.mark.law("C-02", "C-23")
def test_hosts_that_no_granted_service_declares(small_register: Declared, visited: Visited) -> None:
    visit = visited("only-analytics")
    visit.requested = {
        RequestedHost("x.meter.example"): "/",
        RequestedHost("adverts.example"): "/a/",
        RequestedHost("stranger.example"): "/",
        RequestedHost("hop.example", True): "/",
        RequestedHost("notmeter.example"): "/",
    }
    assert told(compare([visit], small_register, is_offline=True)) == [
        ("undeclared", "redirect", "hop.example"),
        ("undeclared", "request", "notmeter.example"),
        ("undeclared", "request", "stranger.example"),
        ("ungranted", "request", "adverts.example"),
    ]


@pytest.mark.law("C-24")
def test_declared_but_never_seen_asks_only_services_that_ran(small_register: Declared, visited: Visited) -> None:
    visit = holding(visited("only-analytics"), ("localStorage", "meterSeen", OWN, None))
    assert told(compare([visit], small_register)) == [("unseen", "cookie", "_meter_*")]
    assert compare([visited("refused")], small_register) == []
    resting = replace(small_register, services=tuple(replace(one, is_running=False) for one in small_register.services))
    assert compare([visited("granted")], resting) == []
    assert compare([visited("granted")], small_register, is_offline=True) == []
    cut_off = visited("granted", is_complete=False)
    assert compare([cut_off], small_register) == []


@pytest.mark.law("C-02")
def test_reading_the_device_needs_a_yes(small_register: Declared, visited: Visited) -> None:
    assert told(compare([visited("refused", readings={"canvas": "/"})], small_register)) == [
        ("reading", "device", "canvas")
    ]
    assert compare([visited("granted", readings={"canvas": "/"})], small_register, is_offline=True) == []


def test_a_page_that_fails_is_told(small_register: Declared, visited: Visited) -> None:
    assert told(compare([visited(failures={"/x/": "500"})], small_register)) == [("unreachable", "page", "/x/ (500)")]


def test_the_same_difference_is_told_once_with_all_its_states(small_register: Declared, visited: Visited) -> None:
    visits = [
        holding(visited(state), ("cookie", f"id_{n}23456789", OWN, 0)) for n, state in enumerate(["gpc", "refused"])
    ]
    (found,) = compare(visits, small_register)
    assert (found.name, found.states, found.devices) == ("id_*", {"gpc", "refused"}, {"desktop"})


@pytest.mark.parametrize(
    ("host", "site", "is_own"),
    [
        ("www.example.com", "www.example.com", True), (".example.com", "www.example.com", True),
        ("cdn.example.com", "www.example.com", True), (".example.com", "shop.example.com", True),
        ("example.com.evil.example", "example.com", False), ("badexample.com", "example.com", False),
        ("com", "example.com", False), ("127.0.0.1", "127.0.0.1", True), ("localhost", "127.0.0.1", False),
        ("0.0.1", "127.0.0.1", False),
    ],
)  # fmt: skip
def test_which_hosts_are_the_sites_own(host: str, site: str, is_own: bool) -> None:
    assert is_of_site(host, site) is is_own


def test_another_site_is_judged_by_what_is_known_only(visited: Visited) -> None:
    visit = holding(
        visited(), ("cookie", "_hjSession_123456", ".example.org", 1800), ("cookie", "theirs", "example.org", 0)
    )
    (found,) = comparing.compare_with_known([visit])
    assert (found.problem, found.name, found.service) == ("ungranted", "_hjSession_*", "hotjar")
