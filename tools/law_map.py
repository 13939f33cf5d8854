"""The law map: the entries of ``docs/law`` and the tests marked with them. ``python -m tools.law_map`` writes it."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "docs" / "law"
PAGE = ROOT / "docs" / "law-map.md"
DATA = ROOT / "docs" / "law-map.json"  # settings.LAW_MAP_FILE: the site shows staff the tests of a promise
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

Built by `make law-map` from `docs/law` and the tests' `law` markers. A requirement without a test is one that nothing
here proves yet. Not legal advice.
"""
_ENTRY = re.compile(r"^### (?P<id>[A-Z]-?\d+)$(?P<body>.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r"\A\s*\*\*(?P<text>.+?)\.?\*\*$", re.MULTILINE)
_NOTES = {
    "why": re.compile(r"^- Not tested: (.+)$", re.MULTILINE),
    "partly": re.compile(r"^- Tested in part: (.+)$", re.MULTILINE),
}


@dataclass(frozen=True)
class Requirement:
    """A requirement: its short text, why it has no test (``why``), and what its tests leave open (``partly``)."""

    id: str
    text: str
    why: str
    partly: str


def entries() -> Iterator[tuple[str, str]]:
    """Yield the id and text of every entry of ``docs/law``, including the news of part 0 (S)."""
    for path in sorted(TEXTS.glob("[0-9]-*.md")):
        yield from ((match["id"], match["body"]) for match in _ENTRY.finditer(path.read_text(encoding="utf-8")))


def requirements() -> dict[str, Requirement]:
    """Return the testable entries by id: those with a short text in bold."""
    return {
        key: Requirement(key, title["text"], **{name: _first(note, body) for name, note in _NOTES.items()})
        for key, body in entries()
        if (title := _TITLE.match(body))
    }


def marked() -> Iterator[tuple[str, str]]:
    """Yield a pair of requirement and test for each marker; a marked class or module stands for its tests."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        where = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for decorator in node.decorator_list:
                    yield from ((key, f"{where}::{node.name}") for key in _ids(decorator))
            elif isinstance(node, ast.Assign) and any(getattr(name, "id", "") == "pytestmark" for name in node.targets):
                yield from ((key, where) for call in ast.walk(node.value) for key in _ids(call))


def tests_by_requirement() -> dict[str, list[str]]:
    """Return the tests of every requirement, as paths below ``tests/``."""
    tests: dict[str, set[str]] = {key: set() for key in requirements()}
    for requirement, test in marked():
        tests.setdefault(requirement, set()).add(test.removeprefix("tests/"))
    return {key: sorted(names) for key, names in tests.items()}


def data(tests: dict[str, list[str]]) -> str:
    """Return the map as JSON, with a line per requirement."""
    lines = []
    for key, entry in requirements().items():
        words = {name: value for name, value in asdict(entry).items() if value and name != "id"}
        lines.append(f"{json.dumps(key)}: {json.dumps(words | {'tests': tests[key]}, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def page(tests: dict[str, list[str]]) -> str:
    """Return the map as a Markdown page."""
    lines = [_INTRO]
    for letter, group in groupby(requirements().values(), key=lambda entry: entry.id[0]):
        lines += [f"## {_HEADINGS[letter]}\n", "| id | requirement | held by |", "|---|---|---|"]
        lines += [f"| {entry.id} | {entry.text} | {_tests_cell(entry, tests[entry.id])} |" for entry in group]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def build(page_file: Path = PAGE, data_file: Path = DATA) -> None:
    """Write the map as Markdown for people and as JSON for the site."""
    tests = tests_by_requirement()
    page_file.write_text(page(tests), encoding="utf-8")
    data_file.write_text(data(tests), encoding="utf-8")


def _tests_cell(entry: Requirement, tests: list[str]) -> str:
    cell = "<br>".join(f"`{test}`" for test in tests)
    if entry.partly:
        cell += f"<br>In part: {entry.partly}"
    return cell or entry.why or "–"


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _ids(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "law":
        return [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return []


if __name__ == "__main__":
    build()
