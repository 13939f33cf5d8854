"""What the policy tells of a frozen register: which rows, by which statement, under which condition."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from privacy.law.countries import EEA
from privacy.register import sections
from privacy.statements import conditions
from privacy.statements.enums import Condition

TABLE = re.compile(r"^\{table:([a-z_]+)\}$", re.MULTILINE)
LEFT_OUT = "none"

Content = Mapping[str, Any]
Row = Mapping[str, Any]


def rows(content: Content) -> dict[str, Row]:
    """Return every row of the register that has a key, by ``kind/key``."""
    return {
        f"{kind}/{row['key']}": row
        for section in content.values()
        for kind, found in section.items()
        if isinstance(found, list)
        for row in found
        if isinstance(row, Mapping) and "key" in row
    }


def of_kind(content: Content, kind: str) -> list[Row]:
    """Return the rows of one kind, from whichever section has it."""
    return [row for section in content.values() for row in section.get(kind, ()) if isinstance(row, Mapping)]


def is_shown(statement: Row) -> bool:
    """Tell whether a settled statement is published in any words."""
    return statement.get("published") != LEFT_OUT


def words(statement: Row) -> Mapping[str, str]:
    """Return the text that was chosen, by language; the promise itself before anything is chosen."""
    chosen = statement.get("published", "text")
    return statement[chosen] if chosen in ("text", "otherwise") else {}


def unmet(statement: Row, content: Content) -> list[str]:
    """Return the conditions of a statement that do not hold in this register; one that nobody knows never holds."""
    return [one for one in statement.get("conditions", ()) if not _holds(one, content)]


def _holds(condition: str, content: Content) -> bool:
    try:
        kind, name = conditions.split(condition)
    except ValueError:
        return False
    if kind is Condition.THIRD_COUNTRY:
        return any(is_outside_eea(vendor) for vendor in of_kind(content, "vendors") if not vendor.get("is_halted"))
    if kind is Condition.ROWS:
        return bool(of_kind(content, name))
    row = rows(content).get(f"{kind.value}s/{name}")
    return row is not None and not row.get("is_halted")


def is_outside_eea(vendor: Row) -> bool:
    """Tell whether a recipient stores, reaches or answers from outside the EEA (LAW T-02)."""
    countries = {*vendor["storage_countries"], *vendor["access_countries"], vendor["parent_country"]}
    return bool(countries - EEA - {""})


def must_be_told(content: Content) -> set[str]:
    """Return the rows that a notice owes its readers: all of every kind that some table can tell (LAW P1)."""
    kinds = {kind for section in sections.all_sections() for tells in section.tells.values() for kind in tells}
    return {
        name for name, row in rows(content).items() if name.partition("/")[0] in kinds and row.get("is_in_notice", True)
    }


def told(content: Content) -> set[str]:
    """Return the rows that the published statements speak about, by name or with a table."""
    by_table = {name: kinds for section in sections.all_sections() for name, kinds in section.tells.items()}
    there, found = rows(content), set[str]()
    for statement in content["privacy"]["statements"]:
        if not is_shown(statement):
            continue
        found |= set(statement.get("rows", ()))
        kinds = {kind for name in _tables(statement) for kind in by_table.get(name, ())}
        found |= {name for name in there if name.partition("/")[0] in kinds}
    return found


def _tables(statement: Row) -> set[str]:
    """Return the tables that a statement shows whichever of its texts is chosen, in every language."""
    texts = [words(statement)] if "published" in statement else [statement["text"], statement.get("otherwise")]
    calls = [set(TABLE.findall(words)) for text in texts if text for words in text.values()]
    return set.intersection(*calls) if calls else set()


def untold(content: Content) -> list[str]:
    """Return the rows that no statement tells."""
    return sorted(must_be_told(content) - told(content))


def gone(content: Content) -> Iterator[tuple[str, str]]:
    """Yield each statement's key with a row that it speaks about and that the register does not have."""
    there = rows(content)
    for statement in content["privacy"]["statements"]:
        for name in statement.get("rows", ()):
            if name not in there:
                yield statement["key"], name
