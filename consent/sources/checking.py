"""Compare the uses in source files with the register."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from consent.adapters.adapter import adapters
from consent.sources.declared_uses import DeclaredUses
from consent.sources.markup import scan_markup
from consent.sources.python_code import scan_python
from consent.sources.scripts import scan_script
from consent.sources.styles import scan_style
from consent.sources.uses import REQUEST, Use
from privacy.conf import privacy_settings

SCRIPTS, STYLES = (".js", ".mjs"), (".css",)
MARKUP = (".html", ".htm", ".svg", ".xhtml", ".txt")
# In a comment of any of the languages.
_MARK = re.compile(r"(?:#|//|/\*|<!--)\s*audit-sources:\s*(.*?)\s*(?:#\}|-->|\*/|$)")
_NOTHING = re.compile(r"nothing\s*[,:]\s*\S+\s+\S+")


@dataclass(frozen=True, order=True)
class SourceFinding:
    """A line that does something undeclared: what it does, and what to do about it."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def check_file(path: Path, name: str, declared: DeclaredUses, *, module: str = "") -> list[SourceFinding]:
    """Return the findings in a file, which is called ``name`` in them."""
    source = path.read_text(encoding="utf-8", errors="replace")
    return check_source(source, name, declared, module=module, adapter=_adapter_of(path))


def check_source(
    source: str, name: str, declared: DeclaredUses, *, module: str = "", adapter: str = ""
) -> list[SourceFinding]:
    """Return the findings in a source; its name tells the language. ``adapter``: the vendor whose script it is."""
    marks = _marks(source)
    used: set[int] = set()
    findings = set()
    for use in _uses(source, name, module):
        mark_line = next((line for line in (use.line, -use.line) if line in marks), None)
        if mark_line is None:
            text = _undeclared(use, declared, adapter)
        else:
            used.add(mark_line)
            text = _wrong_mark(marks[mark_line], use, declared)
        if text:
            findings.add(SourceFinding(name, use.line, text))
    for line in marks.keys() - used:
        # A mark on a line of its own is about the line below.
        at = line if line > 0 else -line - 1
        findings.add(SourceFinding(name, at, "The mark audit-sources stands beside nothing. Remove it."))
    return sorted(findings)


def _uses(source: str, name: str, module: str) -> Iterable[Use]:
    ending = Path(name).suffix.lower()
    if ending == ".py":
        return scan_python(source, module)
    if ending in SCRIPTS:
        return scan_script(source)
    if ending in STYLES:
        return scan_style(source)
    return scan_markup(source) if ending in MARKUP else ()


def _marks(source: str) -> dict[int, str]:
    """Return the marks by their line; the number is that of the line below, and negative, if a mark stands alone."""
    marks = {}
    for number, line in enumerate(source.splitlines(), start=1):
        if found := _MARK.search(line):
            is_alone = not line[: found.start()].strip(" \t{")
            marks[-(number + 1) if is_alone else number] = found[1]
    return marks


def _undeclared(use: Use, declared: DeclaredUses, adapter: str) -> str:
    """Return why a use is not declared, and what to do; empty if it is."""
    if use.kind == REQUEST:
        return _undeclared_host(use, declared, adapter)
    if not use.name:
        return (
            f"The name of what is kept in {use.kind} cannot be read here. Write it as a literal or as a constant of"
            " this file, or name it beside: audit-sources: NAME."
        )
    services = declared.services_of_name(use.kind, use.name)
    if not services:
        return (
            f"Keeps or reads “{use.name}” ({use.kind}), which the register does not declare. Declare it (a [[storage]]"
            " row of the seed, or in the administration), or leave it out."
        )
    return "" if "" in services or use.kind == "cookie" else _waits(use.name, services, adapter, use.service)


def _undeclared_host(use: Use, declared: DeclaredUses, adapter: str) -> str:
    if not use.name:
        return (
            "The host that is asked cannot be read here. Use an address of this site ({% static %}, {% url %}), or name"
            " the hosts beside: audit-sources: HOST."
        )
    if use.name == urlsplit(privacy_settings().base_url).netloc:
        return ""
    services = declared.services_at(use.name)
    if not services:
        return (
            f"Asks {use.name}, which is no host of a service of the register. Serve the file from this site, or"
            " declare the service and load it with its adapter or in {% gated %}."
        )
    return "" if set(services) - declared.needs_consent else _waits(use.name, services, adapter, use.service)


def _waits(name: str, services: Iterable[str], adapter: str, inside: str) -> str:
    """Return nothing if the place waits for the consent that a name needs."""
    if adapter or inside in services:
        return ""
    return (
        f"“{name}” needs consent ({', '.join(sorted(services))}), and nothing here waits for it. Use the adapter of the"
        " service, or put the markup in {% gated %}."
    )


def _wrong_mark(mark: str, use: Use, declared: DeclaredUses) -> str:
    """Return what is wrong with what a mark says of a use."""
    if mark.startswith("nothing"):
        return "" if _NOTHING.match(mark) else "Say why: audit-sources: nothing, and the reason in some words."
    names = re.split(r"[\s,]+", mark)
    found = declared.services_at if use.kind == REQUEST else lambda name: declared.services_of_name(use.kind, name)
    if unknown := [name for name in names if not found(name)]:
        return f"The mark names {', '.join(unknown)}, which the register does not declare for {use.kind}."
    return "" if not use.name or use.name in names else f"The mark does not name “{use.name}”."


def _adapter_of(path: Path) -> str:
    return next((key for key, adapter in adapters.items() if adapter.script.resolve() == path.resolve()), "")
