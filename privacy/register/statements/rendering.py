"""Rendering of frozen statements as HTML."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import nh3
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from privacy.register import sections
from privacy.register.frozen.codec import plain
from privacy.register.frozen.parts import Part
from privacy.register.frozen.register import Register, serialize
from privacy.register.frozen.rows import Statement
from privacy.register.languages.fields import in_language
from privacy.register.languages.translations import whole_languages
from privacy.register.statements import notice
from privacy.register.statements.errors import UnrenderablePolicy

_FACT = re.compile(r"\{([a-z_]+)\}")
# No images: an external image is a request to a third party before the visitor has made a choice.
_TAGS = nh3.ALLOWED_TAGS - {"img"}
_markdown = MarkdownIt("commonmark", {"html": False})


def render(register: Register, language: str) -> str:
    """Return the policy in one language as an HTML fragment, from a frozen register. Raises ``UnrenderablePolicy``."""
    with translation.override(language):
        parts = [_part(statements, register, language) for statements in _by_section(register).values()]
        return render_to_string(
            "privacy/policy/document.html", {"parts": parts, "register": register, "language": language}
        )


def texts(register: Register) -> dict[str, str]:
    """Return the policy in every language that has all its texts, by its code. Raises ``UnrenderablePolicy``."""
    return {code: render(register, code) for code in published_languages(register)}


def published_languages(register: Register) -> list[str]:
    """Return the languages in which a register can be published: those that lack no text (LAW L-01)."""
    return whole_languages(serialize(register))


def _part(statements: Sequence[Statement], register: Register, language: str) -> dict[str, Any]:
    passages = [{"key": statement.key, "html": passage(statement, register, language)} for statement in statements]
    heading = _heading(passages[0])
    return {"anchor": slugify(heading), "heading": heading, "passages": passages}


def _by_section(register: Register) -> dict[str, list[Statement]]:
    by_section: dict[str, list[Statement]] = {}
    for statement in register.statements:
        if statement.is_shown:
            by_section.setdefault(statement.section, []).append(statement)
    return by_section


def passage(statement: Statement, register: Register, language: str) -> str:
    """Return a statement as HTML, with its Markdown, facts and tables rendered.

    The labels of tables are in the active language. Raises ``UnrenderablePolicy``.
    """
    return "".join(
        _table(piece, register, language) if index % 2 else markdown(piece)
        for index, piece in enumerate(_pieces(statement.words, register, language))
    )


def prose(text: Mapping[str, str], register: Register, language: str) -> str:
    """Return a text of a statement as HTML, without its tables."""
    return "".join(markdown(piece) for piece in _pieces(text, register, language)[::2])


def _pieces(text: Mapping[str, str], register: Register, language: str) -> list[str]:
    """Return the text with facts filled in, split into alternating Markdown and names of tables."""
    facts = plain(register.controller)
    return notice.TABLE.split(_FACT.sub(lambda match: str(facts.get(match[1], match[0])), in_language(text, language)))


def markdown(text: str) -> str:
    """Return a text with Markdown as HTML: no HTML of its own, no pictures."""
    return nh3.clean(_markdown.render(text), tags=_TAGS, link_rel=None)


def _table(name: str, register: Register, language: str) -> str:
    for section in sections.all_sections():
        if name in section.tables:
            return table(register.parts[section.key], register, section.tables[name], language)
    raise UnrenderablePolicy(_("No section of the register has a table called “%(name)s”.") % {"name": name})


def table(section: Part, register: Register, template: str, language: str) -> str:
    """Return a table of a section of the register as HTML."""
    return render_to_string(template, {"section": section, "register": register, "language": language})


def _heading(passage: dict[str, str]) -> str:
    """Remove the heading from the first passage of a section, and return it. Raises ``UnrenderablePolicy``."""
    # The page numbers and links the heading.
    match = re.match(r"<h2>(.*?)</h2>\s*", passage["html"], re.DOTALL)
    if match is None:
        raise UnrenderablePolicy(
            _("“%(statement)s” is the first of its section and must start with a heading (##).")
            % {"statement": passage["key"]}
        )
    passage["html"] = passage["html"][match.end() :]
    return html.unescape(strip_tags(match[1]))
