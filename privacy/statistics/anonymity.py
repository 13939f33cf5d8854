"""The anonymity gate: decide whether a table of counts may be shared with a partner.

A table is refused if a count is below the limit, if its columns are many or fine-grained, or if a value looks like an
id, an address, an exact time or free text. The same holds for its differences from tables that were shared before.
Pseudonyms (hashed, salted or numbered values) are personal data (recital 26, LAW X-10). The gate cannot know what a
number counts or what else a partner knows: the person who records the agreement is responsible for that.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

MOST_VALUES = 60  # different values in a column, not counting days
MOST_COLUMNS = 4  # beside the count: combinations of more columns single out few people
_MOST_CHARACTERS = 60  # of a value that is no free text
_MOST_WORDS = 6

_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NAME_OF_AN_ID = re.compile(
    r"(^|_)(id|ids|uid|uuid|guid|key|hash|token|email|e_mail|epost|mail|phone|tlf|telefon|name|navn|namn|address|adresse"
    r"|ip|user|bruker|customer|kunde|visitor|session|cookie|device_id|ssn|fnr|fodselsnummer|birth|fodt|postcode|postnr"
    r"|zip|lat|lon|timestamp|time|tid)($|_)"
)
_TOTALS = frozenset({"total", "totalt", "sum", "all", "alle", "i alt", "alt", "any", "everything"})
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[], str]], ...] = (
    (re.compile(r"\S+@\S+"), lambda: _("an e-mail address")),
    (
        re.compile(r"\d{1,3}(\.\d{1,3}){3}|([0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}", re.IGNORECASE),
        lambda: _("an IP address"),
    ),
    (re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE), lambda: _("a UUID")),
    (re.compile(r"\d{4}-\d{2}-\d{2}[T ].*|\d{1,2}:\d{2}(:\d{2})?.*"), lambda: _("an exact time")),
    (re.compile(r"\+?[\d ()\-]{8,}"), lambda: _("a telephone number or another long number")),
    (re.compile(r"\d{5,}"), lambda: _("a long number")),
    (re.compile(r"[0-9a-f]{8,}", re.IGNORECASE), lambda: _("a hash")),
    (re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9_\-=+/]{5,}"), lambda: _("a code of letters and digits")),
    (re.compile(r"(?=.*[a-z])(?=.*[A-Z].*[A-Z])[A-Za-z0-9_\-=+/]{12,}"), lambda: _("a code of mixed letters")),
)
_FULL_NAME = re.compile(r"[A-ZÆØÅ][\wæøå'’\-]+( [A-ZÆØÅ][\wæøå.'’\-]*)+")


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A table of counts: ``counted`` names the column of numbers, the other columns are its dimensions."""

    columns: tuple[str, ...]
    counted: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Return the columns beside the count."""
        return tuple(name for name in self.columns if name != self.counted)

    def values(self, column: str) -> list[str]:
        """Return the values of a column, one for each row."""
        index = self.columns.index(column)
        return [row[index].strip() for row in self.rows]

    def cells(self, by: tuple[str, ...]) -> dict[tuple[str, ...], int]:
        """Return the sums of the counts, grouped by some of the columns."""
        groups = zip(*(self.values(column) for column in by), strict=True)
        sums: dict[tuple[str, ...], int] = defaultdict(int)
        for group, count in zip(groups, self.values(self.counted), strict=True):
            sums[group] += int(count)
        return dict(sums)


def refusals(data: Dataset, *, limit: int) -> list[str]:
    """Return the reasons why a table is not anonymous, in the active language; empty if it may be shared.

    Reasons name columns and numbers of rows, never a value.
    """
    if malformed := list(_shape(data)):
        return malformed
    return [
        *_small_numbers(data, limit),
        *_rows_of_people(data),
        *_names(data),
        *(reason for column in data.dimensions for reason in _values(data, column)),
        *_totals(data, limit),
    ]


def difference_refusals(data: Dataset, earlier: Dataset, *, limit: int) -> list[str]:
    """Return the reason why two tables together are not anonymous: subtracting them leaves a small number."""
    if data.counted != earlier.counted:
        return []
    fine, coarse = (data, earlier) if set(earlier.dimensions) <= set(data.dimensions) else (earlier, data)
    if not set(coarse.dimensions) <= set(fine.dimensions):
        return []
    by = coarse.dimensions
    fine_sums, coarse_sums = fine.cells(by), coarse.cells(by)
    close = sum(0 < abs(coarse_sums[key] - fine_sums[key]) < limit for key in coarse_sums.keys() & fine_sums.keys())
    return [
        _("Beside a table that was shared before, %(count)d differences are small numbers.") % {"count": close}
    ] * bool(close)


def _shape(data: Dataset) -> Iterator[str]:
    if data.counted not in data.columns or len(set(data.columns)) != len(data.columns):
        yield _("There is no column of counts, so each row may be a person; or two columns have the same name.")
        return
    if not data.dimensions or not data.rows:
        yield _("There is nothing to share: no rows, or no column beside the count.")
    if len(data.dimensions) > MOST_COLUMNS:
        yield _("More than %(most)d columns beside the count: together they point at few.") % {"most": MOST_COLUMNS}
    if wrong := [str(place) for place, name in enumerate(data.columns, 1) if not _PLAIN_NAME.fullmatch(name)]:
        yield _("Columns without a plain name (a-z, 0-9, _): %(places)s.") % {"places": ", ".join(wrong)}
    if any(len(row) != len(data.columns) for row in data.rows):
        yield _("Some rows have more or fewer values than there are columns.")
        return
    if wrong_rows := sum(not re.fullmatch(r"\d{1,12}", count) for count in data.values(data.counted)):
        yield _("In %(count)d rows the count is no whole number; leave such rows out.") % {"count": wrong_rows}


def _small_numbers(data: Dataset, limit: int) -> Iterator[str]:
    if small := sum(int(count) < limit for count in data.values(data.counted)):
        yield _("%(count)d rows count fewer than %(limit)d.") % {"count": small, "limit": limit}


def _rows_of_people(data: Dataset) -> Iterator[str]:
    groups = Counter(zip(*(data.values(column) for column in data.dimensions), strict=True))
    if any(times > 1 for times in groups.values()):
        yield _("The same kinds stand in several rows: these are single events or people, not counts.")


def _names(data: Dataset) -> Iterator[str]:
    if columns := [column for column in data.columns if _NAME_OF_AN_ID.search(column)]:
        yield _("Columns that by their name tell people apart: %(names)s.") % {"names": ", ".join(columns)}


def _values(data: Dataset, column: str) -> Iterator[str]:
    values = [value for value in dict.fromkeys(data.values(column)) if not _is_day(value)]
    for pattern, shape in _SHAPES:
        if any(pattern.fullmatch(value) for value in values):
            yield _("%(column)s holds %(shape)s.") % {"column": column, "shape": shape()}
            break
    if any(len(value) > _MOST_CHARACTERS or len(value.split()) > _MOST_WORDS for value in values):
        yield _("%(column)s holds free text.") % {"column": column}
    if len(values) > MOST_VALUES:
        yield _("%(column)s has %(count)d different values, more than %(most)d: too fine, or ids.") % {
            "column": column, "count": len(values), "most": MOST_VALUES,
        }  # fmt: skip
    if sum(_FULL_NAME.fullmatch(value) is not None for value in values) * 2 > len(values):
        yield _("%(column)s looks like names of people.") % {"column": column}


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _totals(data: Dataset, limit: int) -> Iterator[str]:
    """Refuse totals from which the other rows can be subtracted so that a small number is left."""
    for column in data.dimensions:
        others = tuple(name for name in data.dimensions if name != column)
        parts: dict[tuple[str, ...], int] = defaultdict(int)
        totals: dict[tuple[str, ...], int] = {}
        for key, count in data.cells((column, *others)).items():
            if key[0].lower() in _TOTALS:
                totals[key[1:]] = count
            else:
                parts[key[1:]] += count
        rests = [total - parts[key] for key, total in totals.items()]
        if any(rest < 0 or 0 < rest < limit for rest in rests):
            yield _("A total of %(column)s minus its parts leaves fewer than %(limit)d.") % {
                "column": column, "limit": limit,
            }  # fmt: skip
