"""Input of the linter: the passages and the whole rendered notice of a frozen register."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from django.utils import translation
from django.utils.html import strip_tags

from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Controller, Statement
from privacy.register.languages.fields import site_languages
from privacy.register.statements import notice, rendering
from privacy.register.statements.errors import UnrenderablePolicy

_BLOCK_ENDS = re.compile(r"</(p|li|td|th|h\d|dd|dt|ul|ol|tr)>")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A statement in one language: ``source`` is its Markdown, ``text`` its rendered plain text with tables."""

    statement: Statement
    language: str
    source: str
    text: str

    @property
    def key(self) -> str:
        return self.statement.key

    @property
    def is_checked(self) -> bool:
        """Whether the text makes a promise, so that the checks of promises verify it."""
        return bool(self.statement.promises) and self.statement.is_promise


class Reading:
    """A notice with its texts, which are rendered once for all rules."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @cached_property
    def passages(self) -> list[Passage]:
        """The published passages in each language that is published; in all of them while none is whole."""
        codes = rendering.published_languages(self.register) or site_languages()
        return [passage for code in codes for passage in self._in(code)]

    @cached_property
    def languages(self) -> list[str]:
        return list(dict.fromkeys(passage.language for passage in self.passages))

    def whole(self, language: str) -> str:
        """Return the whole notice in one language, as plain text."""
        return self._wholes[language]

    @cached_property
    def _wholes(self) -> dict[str, str]:
        return {
            code: "\n\n".join(passage.text for passage in self.passages if passage.language == code)
            for code in self.languages
        }

    @cached_property
    def told(self) -> set[str]:
        return notice.told(self.register)

    @property
    def controller(self) -> Controller:
        return self.register.controller

    def calls(self, table: str) -> bool:
        """Tell whether the notice shows a table in all of its languages."""
        with_it = {passage.language for passage in self.passages if table in notice.TABLE.findall(passage.source)}
        return bool(self.languages) and with_it >= set(self.languages)

    def _in(self, language: str) -> Iterator[Passage]:
        with translation.override(language):
            for statement in self.register.statements:
                source = statement.words.get(language, "") if statement.is_shown else ""
                if source.strip():
                    text = self._as_it_reads(statement, source, language)
                    yield Passage(statement=statement, language=language, source=source, text=text)

    def _as_it_reads(self, statement: Statement, source: str, language: str) -> str:
        try:
            return plain(rendering.passage(statement, self.register, language))
        except UnrenderablePolicy:
            return source


def plain(html: str) -> str:
    """Return HTML as plain text, with each block on a separate line."""
    text = unescape(strip_tags(_BLOCK_ENDS.sub(r"</\1>\n", html)))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
