"""Coverage of a frozen register by its policy: rows with and without a statement, and unmet conditions."""

import re
from collections.abc import Iterator

from privacy.register import sections
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Statement
from privacy.register.statements import conditions
from privacy.register.statements.enums import Condition

TABLE = re.compile(r"^\{table:([a-z_]+)\}$", re.MULTILINE)


def unmet(statement: Statement, register: Register) -> list[str]:
    """Return the conditions of a statement that the register does not meet; invalid conditions are never met."""
    return [condition for condition in statement.conditions if not _holds(condition, register)]


def _holds(condition: str, register: Register) -> bool:
    try:
        kind, name = conditions.split(condition)
    except ValueError:
        return False
    if kind is Condition.THIRD_COUNTRY:
        return any(vendor.is_outside_eea and not vendor.is_halted for vendor in register.vendors)
    if kind is Condition.ROWS:
        return register.has_rows(name)
    row = register.rows().get(f"{kind.value}s/{name}")
    return row is not None and not row.is_halted


def must_be_told(register: Register) -> set[str]:
    """Return the rows that the notice must contain: all rows of the kinds that have a table (LAW P1)."""
    kinds = {kind for section in sections.all_sections() for tells in section.tells.values() for kind in tells}
    return {name for name, row in register.rows().items() if name.partition("/")[0] in kinds and row.is_in_notice}


def told(register: Register) -> set[str]:
    """Return the rows that the published statements refer to, by name or with a table."""
    by_table = {name: kinds for section in sections.all_sections() for name, kinds in section.tells.items()}
    there, named = register.rows(), set[str]()
    for statement in register.statements:
        if not statement.is_shown:
            continue
        named |= set(statement.rows)
        kinds = {kind for name in _tables(statement) for kind in by_table.get(name, ())}
        named |= {name for name in there if name.partition("/")[0] in kinds}
    return named


def _tables(statement: Statement) -> set[str]:
    """Return the tables that a statement shows in every language, and in both texts before the choice."""
    texts = [statement.words] if statement.published else [statement.text, statement.otherwise]
    calls = [set(TABLE.findall(words)) for text in texts for words in text.values()]
    return set.intersection(*calls) if calls else set()


def untold(register: Register) -> list[str]:
    """Return the rows that the notice must contain but no statement refers to."""
    return sorted(must_be_told(register) - told(register))


def gone(register: Register) -> Iterator[tuple[str, str]]:
    """Yield (key of the statement, row) for each row that a statement names and the register lacks."""
    there = register.rows()
    for statement in register.statements:
        for name in statement.rows:
            if name not in there:
                yield statement.key, name
