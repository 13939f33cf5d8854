"""``docs/law``: whatever code, tests and documents cite by id can be looked up there."""

import re
from collections import Counter
from collections.abc import Iterator

from tools.law_map import ROOT, TEXTS, entries, requirements

SOURCES = ("*.py", "*.html", "*.txt", "*.js", "*.css", "*.toml", "*.md")
BUILT = {"docs/law-map.md"}
CITED = re.compile(r"(?<![\w-])(?:[ACDGLMTUX]-\d\d|P\d\d?)(?![\w/]|[.-]\d)")
NEWS = re.compile(r"LAW (S\d+)")
PART = re.compile(r"LAW part (\d)")
NO_CITATIONS = {"G-99", "P0", "P61", "P99"}  # examples in tests and pages, of ids that do not exist


def texts() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every source file and document of the repository."""
    for pattern in SOURCES:
        for path in ROOT.glob(f"*/**/{pattern}"):
            name = path.relative_to(ROOT).as_posix()
            if name.split("/")[0] not in {".venv", "var"} and name not in BUILT:
                yield name, path.read_text(encoding="utf-8")
    for path in ROOT.glob("*.md"):
        yield path.name, path.read_text(encoding="utf-8")


def test_every_cited_id_has_an_entry() -> None:
    known = {key for key, _body in entries()} | NO_CITATIONS
    missing = {
        (name, key) for name, text in texts() for key in CITED.findall(text) + NEWS.findall(text) if key not in known
    }
    assert missing == set()


def test_every_cited_part_is_a_file() -> None:
    parts = {path.name[0] for path in TEXTS.glob("[0-9]-*.md")}
    assert {(name, part) for name, text in texts() for part in PART.findall(text) if part not in parts} == set()


def test_no_id_has_two_entries() -> None:
    assert [key for key, times in Counter(key for key, _body in entries()).items() if times > 1] == []


def test_every_entry_but_the_news_has_a_short_text() -> None:
    assert {key for key, _body in entries() if not key.startswith("S")} == set(requirements())


def test_sixty_promises() -> None:
    assert {f"P{number}" for number in range(1, 61)} <= set(requirements())
