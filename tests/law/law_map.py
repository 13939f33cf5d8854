"""The law map: each requirement beside the tests that carry its id. ``python -m tests.law.law_map`` writes it."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "law-map.md"
DATA = ROOT / "docs" / "law-map.json"  # the same for the site itself, which shows staff what holds a promise
_HEADINGS = {
    "P": "Promises of the published policy",
    "C": "Cookies and other access to a device",
    "D": "Requests of people",
    "A": "Security and accountability",
    "M": "Marketing",
    "U": "Accessibility",
    "L": "Language",
    "T": "Transfers",
    "G": "Gaps in the published policy",
    "X": "Traps",
}
_INTRO = """# Law map

Generated from `docs/requirements.toml` and the tests' `law` markers by `python -m tests.law.law_map`; a test fails
when it is stale. A requirement without a test is one that nothing here proves yet. Not legal advice.
"""


def requirements() -> dict[str, dict[str, str]]:
    """Return each requirement's text, and where that is said why it has no test, or what its tests leave open."""
    groups = tomllib.loads((ROOT / "docs" / "requirements.toml").read_text())
    return {
        key: {"text": value} if isinstance(value, str) else value
        for group in groups.values()
        for key, value in group.items()
    }


def marked() -> Iterator[tuple[str, str]]:
    """Yield every (requirement, test) that a marker ties together; a marked class or module speaks for its tests."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        where = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for decorator in node.decorator_list:
                    yield from ((one, f"{where}::{node.name}") for one in _ids(decorator))
            elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "pytestmark" for one in node.targets):
                yield from ((one, where) for call in ast.walk(node.value) for one in _ids(call))


def tests_by_requirement() -> dict[str, list[str]]:
    """Return, for every requirement, the tests that hold it, below ``tests/``."""
    found: dict[str, set[str]] = {key: set() for key in requirements()}
    for requirement, test in marked():
        found.setdefault(requirement, set()).add(test.removeprefix("tests/"))
    return {key: sorted(names) for key, names in found.items()}


def data() -> str:
    """Return the map as JSON, one requirement a line."""
    tests = tests_by_requirement()
    lines = [
        f"{json.dumps(key)}: {json.dumps(entry | {'tests': tests[key]}, ensure_ascii=False)}"
        for key, entry in requirements().items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def render() -> str:
    """Return the whole page."""
    tests = tests_by_requirement()
    lines = [_INTRO]
    group = ""
    for key, entry in requirements().items():
        if (letter := re.match(r"[A-Z]+", key)[0]) != group:  # type: ignore[index]
            group = letter
            lines += [f"## {_HEADINGS[group]}\n", "| id | requirement | held by |", "|---|---|---|"]
        held = "<br>".join(f"`{one}`" for one in tests[key])
        if "partly" in entry:
            held += f"<br>In part: {entry['partly']}"
        lines.append(f"| {key} | {entry['text']} | {held or entry.get('why', '–')} |")
        if _is_last(key):
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _is_last(key: str) -> bool:
    keys = list(requirements())
    place = keys.index(key)
    return place + 1 == len(keys) or keys[place + 1][0] != key[0]


def _ids(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "law":
        return [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return []


if __name__ == "__main__":
    TARGET.write_text(render())
    DATA.write_text(data())
