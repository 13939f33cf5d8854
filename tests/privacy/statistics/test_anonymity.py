"""What the gate lets through, and everything that only looks anonymous."""

import base64
import hashlib
import uuid

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from privacy.statistics.anonymity import MOST_VALUES, Dataset, difference_refusals, refusals
from tests.words import says

pytestmark = pytest.mark.law("P25", "X-10")
LIMIT = 10
PAGES = ("home", "privacy:policy", "contact:form", "newsletter:signup")


def table(*rows: tuple[object, ...], columns: tuple[str, ...] = ("month", "page", "visits")) -> Dataset:
    return Dataset(columns=columns, counted=columns[-1], rows=tuple(tuple(map(str, row)) for row in rows))


def why(data: Dataset) -> str:
    with translation.override("nb"):
        return " ".join(refusals(data, limit=LIMIT))


GOOD = table(("2026-01", "home", 410), ("2026-01", "contact:form", 33), ("2026-02", "home", 380))


def test_counts_in_coarse_kinds_pass() -> None:
    assert why(GOOD) == ""
    assert why(table(("2026-01-31", 10), columns=("day", "visits"))) == ""


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["2025-11", "2025-12", "2026-01"]), st.sampled_from(PAGES)),
        st.integers(LIMIT, 10**6),
        min_size=1,
    )
)
def test_every_table_of_large_counts_passes(cells: dict[tuple[str, str], int]) -> None:
    assert why(table(*((*key, count) for key, count in cells.items()))) == ""


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["2025-11", "2025-12", "2026-01"]), st.sampled_from(PAGES)),
        st.integers(LIMIT, 10**6),
        min_size=1,
    ),
    st.integers(0, LIMIT - 1),
)
def test_one_small_number_anywhere_is_refused(cells: dict[tuple[str, str], int], small: int) -> None:
    rows = [(*key, count) for key, count in cells.items()]
    assert "færre enn 10" in why(table(*rows, ("2026-02", "home", small)))


def emails(count: int) -> list[str]:
    return [f"person{number}@example.com" for number in range(count)]


SALT = b"pepper"
PSEUDONYMS = {
    "addresses": lambda address: address,
    "sha256": lambda address: hashlib.sha256(address.encode()).hexdigest(),
    "md5": lambda address: hashlib.md5(address.encode()).hexdigest(),  # noqa: S324
    "salted": lambda address: hashlib.sha256(SALT + address.encode()).hexdigest(),
    "short": lambda address: hashlib.sha256(SALT + address.encode()).hexdigest()[:8],
    "base64": lambda address: base64.b64encode(hashlib.sha256(address.encode()).digest()).decode().rstrip("="),
    "uuid": lambda address: str(uuid.uuid5(uuid.NAMESPACE_DNS, address)),
    "coded": lambda address: f"kunde{len(address)}{address[6:8]}x",
    "numbered": lambda address: str(100_000 + int(hashlib.sha256(address.encode()).hexdigest()[:4], 16)),
}


@pytest.mark.parametrize("pseudonym", PSEUDONYMS)
def test_people_under_another_name_are_refused_even_with_large_counts(pseudonym: str) -> None:
    """A count of visits beside each person is no count of people."""
    rows = [("2026-01", PSEUDONYMS[pseudonym](address), 40) for address in emails(12)]
    data = table(*rows, columns=("month", "segment", "visits"))
    assert why(data) != ""
    assert "person" not in why(data).replace("personer", "")


@given(st.sets(st.emails(), min_size=1, max_size=8))
def test_hash_of_any_address_is_refused(addresses: set[str]) -> None:
    for name in ("sha256", "md5", "salted", "uuid"):
        rows = [("2026-01", PSEUDONYMS[name](address), 40) for address in sorted(addresses)]
        assert why(table(*rows, columns=("month", "segment", "visits"))) != ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("kari@example.com", "e-postadresse"),
        ("198.51.100.77", "IP-adresse"),
        ("2001:db8:1:2::3", "IP-adresse"),
        ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "UUID"),
        ("+47 900 00 000", "telefonnummer"),
        ("01017012345", "telefonnummer"),
        ("2026-01-31T10:11:12", "nøyaktig tidspunkt"),
        ("2026-01-31 10:11", "nøyaktig tidspunkt"),
        ("10:11:12", "nøyaktig tidspunkt"),
        ("123456", "langt nummer"),
        ("deadbeef01", "hash"),
        ("k4r1N", says("a code of letters and digits")),
        ("Jeg ringte i går og snakket med noen om dette", "fritekst"),
        ("x" * 61, "fritekst"),
        ("Kari Nordmann", says("%(column)s looks like names of people.", column="segment")),
    ],
)
def test_value_that_tells_people_apart_is_refused_and_not_repeated(value: str, words: str) -> None:
    said = why(table(("2026-01", value, 400), columns=("month", "segment", "visits")))
    assert words in said
    assert value not in said


@pytest.mark.parametrize("value", ["home", "privacy:policy", "nb", "mobile", "2026", "2026-02", "nothing", "Oslo"])
def test_plain_kinds_pass(value: str) -> None:
    assert why(table((value, 400), columns=("segment", "visits"))) == ""


@pytest.mark.parametrize("name", ["user_id", "email", "navn", "ip", "epost", "session_key", "created_timestamp", "fnr"])
def test_column_that_by_its_name_tells_people_apart_is_refused(name: str) -> None:
    assert name in why(table(("a", 400), columns=(name, "visits")))


def test_rows_of_people_are_refused() -> None:
    people = [("2026-01", "home", 10)] * 2
    several = says("The same kinds stand in several rows: these are single events or people, not counts.")
    assert several in why(table(*people))
    without = Dataset(columns=("month", "page"), counted="visits", rows=(("2026-01", "home"),))
    assert says("There is no column of counts, so each row may be a person; or two columns have the same name.") in why(
        without
    )
    assert why(Dataset(columns=("visits",), counted="visits", rows=(("40",),))) != ""
    assert why(Dataset(columns=("month", "visits"), counted="visits", rows=())) != ""


@pytest.mark.parametrize("count", ["<5", "-3", "4.5", "", "many"])
def test_hidden_or_strange_count_is_refused(count: str) -> None:
    assert says("In %(count)d rows the count is no whole number; leave such rows out.", count=1) in why(
        table(("2026-01", "home", count))
    )


def test_rare_combination_of_many_kinds_is_refused() -> None:
    columns = ("a", "b", "c", "d", "e", "visits")
    assert "flere enn 4" in why(table(("v", "w", "x", "y", "z", 400), columns=columns)).lower()


def test_too_many_different_values_are_ids() -> None:
    kinds = [f"{first}{second}{third}" for first in "abcde" for second in "fghij" for third in "klm"]
    words = "%(column)s has %(count)d different values, more than %(most)d: too fine, or ids."
    many = says(words, column="segment", count=len(kinds), most=MOST_VALUES)
    assert many in why(table(*((kind, 40) for kind in kinds), columns=("segment", "visits")))
    assert why(table(*((kind, 40) for kind in kinds[:MOST_VALUES]), columns=("segment", "visits"))) == ""
    days = [(f"2026-{month:02}-{day:02}", 40) for month in range(1, 7) for day in range(1, 29)]
    assert why(table(*days, columns=("day", "visits"))) == ""


@given(st.lists(st.integers(LIMIT, 500), min_size=1, max_size=4), st.integers(1, LIMIT - 1))
def test_total_that_gives_a_small_number_away_is_refused(parts: list[int], missing: int) -> None:
    rows = [("2026-01", page, count) for page, count in zip(PAGES, parts, strict=False)]
    assert why(table(*rows, ("2026-01", "Totalt", sum(parts)))) == ""
    leaves = says("A total of %(column)s minus its parts leaves fewer than %(limit)d.", column="page", limit=LIMIT)
    assert leaves in why(table(*rows, ("2026-01", "Totalt", sum(parts) + missing)))


@given(st.integers(1, LIMIT - 1), st.sampled_from([1, -1]))
def test_difference_from_what_was_shared_before_is_refused(step: int, sign: int) -> None:
    later = table(("2026-01", "home", 410 + sign * step), ("2026-01", "contact:form", 33), ("2026-02", "home", 380))
    with translation.override("nb"):
        assert difference_refusals(later, GOOD, limit=LIMIT) != []
        assert difference_refusals(GOOD, GOOD, limit=LIMIT) == []


def test_coarser_table_that_gives_a_small_number_away_is_refused() -> None:
    by_month = table(("2026-01", 446), columns=("month", "visits"))
    assert difference_refusals(by_month, GOOD, limit=LIMIT) != []  # 446 - 410 - 33 leaves 3
    assert difference_refusals(GOOD, by_month, limit=LIMIT) != []
    assert difference_refusals(table(("2026-01", 460), columns=("month", "visits")), GOOD, limit=LIMIT) == []
