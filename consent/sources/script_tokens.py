"""Tokens of a script: names, signs and texts, without comments. Enough to find names and addresses, not to run it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from consent.sources.uses import DYNAMIC

_SPACE = re.compile(r"\s+|//[^\n]*|/\*.*?\*/|<!--[^\n]*", re.DOTALL)
_NAME = re.compile(r"[\w$]+|#[\w$]+")
_TEXT = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'", re.DOTALL)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_SIGN = re.compile(r"=>|[=!]==?|\+=|\?\?=|\|\|=|&&=|\?\.|\.\.\.|[^\s]")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\n)|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v"}
_BEFORE_PATTERN = {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "else", "do"}


class Token(NamedTuple):
    """``kind`` is name, text or sign. The ``value`` of a text is what it says, with ``DYNAMIC`` for computed parts."""

    kind: str
    value: str
    line: int


def tokens(source: str, line: int = 1) -> list[Token]:
    """Return the tokens of a script, with texts that are added to each other as one."""
    return _joined(list(_tokens(source, line)))


def _tokens(source: str, line: int) -> Iterator[Token]:
    at, before = 0, Token("sign", ";", line)
    inside_templates: list[Token] = []
    while at < len(source):
        if space := _SPACE.match(source, at):
            line += space[0].count("\n")
            at = space.end()
            continue
        if source[at] == "`":
            value, inner, end = _template(source, at, line)
            inside_templates += [Token("sign", ";", line), *inner]
            token = Token("text", value, line)
        elif text := _TEXT.match(source, at):
            token, end = Token("text", _unescaped(text[1] if text[1] is not None else text[2]), line), text.end()
        elif name := _NAME.match(source, at):
            token, end = Token("name", name[0], line), name.end()
        elif source[at] == "/" and _can_be_pattern(before) and (pattern := _PATTERN.match(source, at)):
            token, end = Token("sign", pattern[0], line), pattern.end()
        else:
            sign = _SIGN.match(source, at)
            end = sign.end() if sign else at + 1
            token = Token("sign", source[at:end], line)
        yield token
        line += source.count("\n", at, end)
        at, before = end, token
    yield from inside_templates


def _can_be_pattern(before: Token) -> bool:
    return (before.kind == "sign" and before.value not in (")", "]", "}")) or before.value in _BEFORE_PATTERN


def _template(source: str, start: int, line: int) -> tuple[str, list[Token], int]:
    """Return the text of a template, the tokens inside its ``${}``, and where it ends."""
    parts: list[str] = []
    inner: list[Token] = []
    at = start + 1
    while at < len(source) and source[at] != "`":
        if source[at] == "\\":
            parts.append(source[at : at + 2])
            at += 2
        elif source.startswith("${", at):
            end = _end_of_braces(source, at + 2)
            inner += _tokens(source[at + 2 : end], line + source.count("\n", start, at))
            parts.append(DYNAMIC)
            at = end + 1
        else:
            parts.append(source[at])
            at += 1
    return _unescaped("".join(parts)), inner, at + 1


def _end_of_braces(source: str, at: int) -> int:
    depth = 0
    while at < len(source):
        if source[at] == "`":
            at = _template(source, at, 1)[2]
            continue
        if text := _TEXT.match(source, at):
            at = text.end()
            continue
        if source[at] == "}":
            if not depth:
                return at
            depth -= 1
        depth += source[at] == "{"
        at += 1
    return at


def _unescaped(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        if code:
            return chr(min(int(code, 16), 0x10FFFF))
        return "" if found[4] else _CONTROL.get(found[5], found[5])

    return _ESCAPE.sub(character, text)


def _joined(found: list[Token]) -> list[Token]:
    joined: list[Token] = []
    for token in found:
        if token.kind == "text" and len(joined) > 1 and joined[-1].value == "+" and joined[-2].kind == "text":
            joined.pop()
            first = joined.pop()
            joined.append(Token("text", first.value + token.value, first.line))
        else:
            joined.append(token)
    return joined
