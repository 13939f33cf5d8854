"""Seed files: the register as TOML, readable for people and loadable with ``seed_site``."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def as_toml(content: Mapping[str, Any]) -> str:
    """Return tables and lists of tables as TOML, in their order; a text of several lines is written as such."""
    return "\n".join(_lines(content)).strip() + "\n"


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    for kind, rows in content.items():
        for row in rows if isinstance(rows, list) else [rows]:
            yield f"[[{kind}]]" if isinstance(rows, list) else f"[{kind}]"
            yield from _pairs(row)
            yield ""


def _pairs(row: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, Mapping) and value:
            yield from _pairs(value, f"{before}{_key(name)}.")
        else:
            yield f"{before}{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else f'"{_escaped(name)}"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, str):
        return _text(value)
    return str(value)


def _text(value: str) -> str:
    if "\n" not in value:
        return f'"{_escaped(value)}"'
    lines = "\n".join(_escaped(line) for line in value.split("\n"))
    return f'"""\n{lines}"""'


def _escaped(line: str) -> str:
    """Return a line with the escapes of TOML."""
    # JSON escapes the same characters except for DEL.
    return json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007F")
