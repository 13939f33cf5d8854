"""Turning frozen statements into the policy that people read."""

import re
from collections.abc import Mapping
from typing import Any

import nh3
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify
from markdown_it import MarkdownIt

from privacy import sections
from privacy.fields import in_language

_TABLE = re.compile(r"^\{table:([a-z]+)\}$", re.MULTILINE)
_FACT = re.compile(r"\{([a-z_]+)\}")
_markdown = MarkdownIt("commonmark", {"html": False})


def render(content: Mapping[str, Any], language: str) -> str:
    """Return the policy in one language as an HTML fragment, from a frozen register."""
    with translation.override(language):
        parts = [
            {"anchor": section, "passages": [_passage(one, content, language) for one in statements]}
            for section, statements in _by_section(content).items()
        ]
        headings = [_heading(part["passages"][0]) for part in parts]
        for part, heading in zip(parts, headings, strict=True):
            part["anchor"], part["heading"] = slugify(heading), heading
        return render_to_string("privacy/policy/document.html", {"parts": parts, "content": content, "language": language})


def _by_section(content: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for statement in content["privacy"]["statements"]:
        found.setdefault(statement["section"], []).append(statement)
    return found


def _passage(statement: Mapping[str, Any], content: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return one statement as HTML: its text as Markdown, facts filled in, tables where it calls for them."""
    text = in_language(statement[statement.get("published", "text")], language)
    facts = content["privacy"]["controller"]
    text = _FACT.sub(lambda match: str(facts.get(match[1], match[0])), text)
    pieces = _TABLE.split(text)
    html = [
        _table(piece, content, language) if index % 2 else nh3.clean(_markdown.render(piece), link_rel=None)
        for index, piece in enumerate(pieces)
    ]
    return {"key": statement["key"], "html": "".join(html)}


def _table(name: str, content: Mapping[str, Any], language: str) -> str:
    for section in sections.all_sections():
        if name in section.tables:
            context = {"section": content[section.key], "content": content, "language": language}
            return render_to_string(section.tables[name], context)
    msg = f"no section of the register has a table called {name}"
    raise LookupError(msg)


def _heading(passage: dict[str, str]) -> str:
    """Take the section's heading out of its first passage, so that the page can number and link it."""
    match = re.match(r"<h2>(.*?)</h2>\s*", passage["html"], re.DOTALL)
    if match is None:
        msg = f"the first statement of a section must start with a heading: {passage['key']}"
        raise LookupError(msg)
    passage["html"] = passage["html"][match.end() :]
    return match[1]
