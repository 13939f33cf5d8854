"""Whether a table is anonymous: what a partner gets must point at nobody, alone or beside what they got before.

Numbers of at least so many, in few and coarse kinds; nothing that looks like an id, an address, a moment or free text.
What has been given another name (hashed, salted, numbered) is personal data still (recital 26, LAW X-10). The gate can
not know what a number counts, nor what else a partner knows: a person who records the agreement answers for that.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

MOST_KINDS = 60  # different values in one column; days excepted
MOST_COLUMNS = 4  # beside the count: more of them together point at few
_LONGEST = 60  # characters of a value, and
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
    """A table to be shared: ``counted`` names the column of numbers, the others say of what."""

    columns: tuple[str, ...]
    counted: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the columns beside the count."""
        return tuple(name for name in self.columns if name != self.counted)

    def values(self, column: str) -> list[str]:
        place = self.columns.index(column)
        return [row[place].strip() for row in self.rows]

    def cells(self, by: tuple[str, ...]) -> dict[tuple[str, ...], int]:
        """Return the counts added up by some of the columns."""
        places, number = [self.columns.index(name) for name in by], self.columns.index(self.counted)
        found: dict[tuple[str, ...], int] = defaultdict(int)
        for row in self.rows:
            found[tuple(row[place].strip() for place in places)] += int(row[number])
        return dict(found)


def refusals(data: Dataset, *, limit: int) -> list[str]:
    """Return, in the active language, each reason why a table is not anonymous; none: it may leave.

    Reasons name columns and numbers of rows, never a value.
    """
    if malformed := list(_shape(data)):
        return malformed
    return [
        *_small_numbers(data, limit),
        *_rows_of_people(data),
        *_names(data),
        *(reason for column in data.kinds for reason in _values(data, column)),
        *_totals(data, limit),
    ]


def difference_refusals(data: Dataset, earlier: Dataset, *, limit: int) -> list[str]:
    """Return why two tables together are not anonymous: one minus the other leaves a small number."""
    if data.counted != earlier.counted:
        return []
    fine, coarse = (data, earlier) if set(earlier.kinds) <= set(data.kinds) else (earlier, data)
    if not set(coarse.kinds) <= set(fine.kinds):
        return []
    by = coarse.kinds
    added, told = fine.cells(by), coarse.cells(by)
    close = sum(0 < abs(told[key] - added[key]) < limit for key in told.keys() & added.keys())
    return [
        _("Beside a table that was shared before, %(count)d differences are small numbers.") % {"count": close}
    ] * bool(close)


def _shape(data: Dataset) -> Iterator[str]:
    if data.counted not in data.columns or len(set(data.columns)) != len(data.columns):
        yield _("There is no column of counts, so each row may be a person; or two columns have the same name.")
        return
    if not data.kinds or not data.rows:
        yield _("There is nothing to share: no rows, or no column beside the count.")
    if len(data.kinds) > MOST_COLUMNS:
        yield _("More than %(most)d columns beside the count: together they point at few.") % {"most": MOST_COLUMNS}
    if wrong := [str(place) for place, name in enumerate(data.columns, 1) if not _PLAIN_NAME.fullmatch(name)]:
        yield _("Columns without a plain name (a-z, 0-9, _): %(places)s.") % {"places": ", ".join(wrong)}
    if any(len(row) != len(data.columns) for row in data.rows):
        yield _("Some rows have more or fewer values than there are columns.")
        return
    if wrong_rows := sum(not re.fullmatch(r"\d{1,12}", one) for one in data.values(data.counted)):
        yield _("In %(count)d rows the count is no whole number; leave such rows out.") % {"count": wrong_rows}


def _small_numbers(data: Dataset, limit: int) -> Iterator[str]:
    if small := sum(int(one) < limit for one in data.values(data.counted)):
        yield _("%(count)d rows count fewer than %(limit)d.") % {"count": small, "limit": limit}


def _rows_of_people(data: Dataset) -> Iterator[str]:
    same = Counter(tuple(data.values(column)[place] for column in data.kinds) for place in range(len(data.rows)))
    if any(times > 1 for times in same.values()):
        yield _("The same kinds stand in several rows: these are single events or people, not counts.")


def _names(data: Dataset) -> Iterator[str]:
    if found := [column for column in data.columns if _NAME_OF_AN_ID.search(column)]:
        yield _("Columns that by their name tell people apart: %(names)s.") % {"names": ", ".join(found)}


def _values(data: Dataset, column: str) -> Iterator[str]:
    values = [one for one in dict.fromkeys(data.values(column)) if not _is_day(one)]
    for pattern, shape in _SHAPES:
        if any(pattern.fullmatch(one) for one in values):
            yield _("%(column)s holds %(shape)s.") % {"column": column, "shape": shape()}
            break
    if any(len(one) > _LONGEST or len(one.split()) > _MOST_WORDS for one in values):
        yield _("%(column)s holds free text.") % {"column": column}
    if len(values) > MOST_KINDS:
        yield _("%(column)s has %(count)d different values, more than %(most)d: too fine, or ids.") % {
            "column": column, "count": len(values), "most": MOST_KINDS,
        }  # fmt: skip
    if sum(_FULL_NAME.fullmatch(one) is not None for one in values) * 2 > len(values):
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
    """Find rows that are totals of others, and see that the total minus the others is no small number."""
    for column in data.kinds:
        others = tuple(name for name in data.kinds if name != column)
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
