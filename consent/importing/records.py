"""Read the lists of records in JSON, as tools for consent export them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from consent.importing.blocks import Block, Cells, GridLine

_MOST_LETTERS = 80


def read_json(text: str) -> list[Block] | None:
    """Return a grid for each list of records; None if the text is no JSON."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return [_cells(records, text) for records in _lists(content) if records]


def _lists(content: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield the lists of records at any depth."""
    waiting = [content]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            yield [record for record in value if isinstance(record, dict)]
            waiting += value


def _cells(records: list[dict[str, Any]], text: str) -> Cells:
    keys = list(dict.fromkeys(key for record in records for key in record))
    lines, position = [GridLine(line=1, cells=tuple(map(_heading, keys)))], 0
    for record in records:
        cells = tuple(str(value) if isinstance(value := record.get(key, ""), str | int | float) else "" for key in keys)
        first = json.dumps(next((cell for cell in cells if cell), "")[:_MOST_LETTERS], ensure_ascii=False)[1:-1]
        position = max(text.find(first, position), position)
        lines.append(GridLine(line=text.count("\n", 0, position) + 1, cells=cells))
    return Cells(line=1, lines=lines)


def _heading(key: str) -> str:
    """Return “cookie name” for “cookieName” and “cookie_name”."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ")
