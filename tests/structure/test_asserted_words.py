"""Tests assert states and message ids: the Norwegian words of the site are compared in the tests of the words only."""

import ast
import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from babel.messages import Message
from babel.messages.pofile import read_po
from django.conf import settings

from privacy.registry import own_apps

MOST_WORDS = 30  # of a message between two values
TESTS = Path(settings.BASE_DIR, "tests")
# Whose subject is the words, and why.
TESTS_OF_WORDS = {
    "test_words.py": "the look-up of words",
    "dsar/cases/letters": "the letters as they are read",
    "privacy/journal/test_words.py": "what an entry of the journal is called",
    "privacy/law/test_durations.py": "lengths of time as they are written",
    "privacy/law/test_lifetimes.py": "lifetimes as they are written",
    "privacy/retention/test_term_words.py": "the terms of a rule as they are written",
    "structure/test_promising_sentences.py": "which words promise something",
}
_PRESSED = re.compile(
    r"get_by_\w+|press|to_(have|contain)_text|filter|raises|startswith|endswith|count|index|partition|parametrize"
)
_VALUE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_ADDRESS = re.compile(r"\S*[/_@=]\S*")


def words(text: str) -> str:
    """Return the words of a text in small letters with a space on each side, without tags and signs."""
    return " " + " ".join(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", html.unescape(text)).lower())) + " "


@cache
def catalogues() -> tuple[frozenset[str], frozenset[str], str, str]:
    """Return the messages in bokmål and nynorsk, parts of three words or more, all in one text; and the ids."""
    whole: set[str] = set()
    parts: set[str] = set()
    english: set[str] = set()
    for message in _messages():
        english |= {words(text) for text in _forms(message.id)}
        whole |= {words(text) for text in _forms(message.string)}
        parts |= {words(part) for text in _forms(message.string) for part in _VALUE.split(text)}
    long = frozenset(part for part in parts if len(part.split()) > 2)
    return frozenset(whole), long, "\n".join(whole), "\n".join(english)


def _messages() -> Iterator[Message]:
    for folder in (Path(settings.BASE_DIR), *(Path(config.path) for config in own_apps())):
        for language in ("nb", "nn"):
            for path in folder.glob(f"locale/{language}/LC_MESSAGES/django.po"):
                with path.open("rb") as file:
                    yield from (message for message in read_po(file) if message.id and message.context != "url")


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return (text,) if isinstance(text, str) else text or ()


def is_said(text: str) -> bool:
    """Tell whether the site says this in Norwegian: two words of a message or more, or one with its values.

    A word alone may as well be a name, a state or what the test typed.
    """
    whole, parts, everything, english = catalogues()
    said = words(text)
    each = said.split()
    if min(len(each), len(text.split())) < 2 or _ADDRESS.fullmatch(text) or said in english:
        return False
    return (
        said in whole
        or (len(each) > 2 and said in everything)
        or any(
            " " + " ".join(each[start:end]) + " " in parts
            for start in range(len(each))
            for end in range(start + 3, min(start + MOST_WORDS, len(each)) + 1)
        )
    )


def asserted(source: str) -> Iterator[tuple[int, str]]:
    """Yield each text that an assertion compares with or a browser looks for, with its line.

    What the source has elsewhere too is the test's own: it typed that, and sees it again.
    """
    tree = ast.parse(source)
    compared = {text for node in ast.walk(tree) for text in _texts(_compared(node))}
    typed = {text.value for text in _texts(tree) if text not in compared}
    yield from ((text.lineno, str(text.value)) for text in compared if text.value not in typed)


def _compared(node: ast.AST) -> ast.AST | None:
    match node:
        case ast.Assert():
            return node
        case ast.Call(func=ast.Attribute(attr=name)) if _PRESSED.fullmatch(name):
            return node
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() as value) if name.isupper():
            return value
    return None


def _texts(node: ast.AST | None) -> Iterator[ast.Constant]:
    for part in ast.walk(node) if node else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part


def found(path: Path) -> set[str]:
    place = path.relative_to(settings.BASE_DIR)
    return {f"{place}:{line} {text!r}" for line, text in asserted(path.read_text()) if is_said(text)}


def test_words_of_the_site_are_asserted_by_their_message_id() -> None:
    of_vendors = Path(settings.BASE_DIR, "consent/adapters").rglob("test_*.py")
    files = [path for path in (*TESTS.rglob("*.py"), *of_vendors) if not _is_of_words(path)]
    assert len(files) > 500
    assert sorted(line for path in files for line in found(path)) == [], "look them up with tests.words.says"


def _is_of_words(path: Path) -> bool:
    name = path.relative_to(settings.BASE_DIR).as_posix().removeprefix("tests/")
    return any(name == place or name.startswith(f"{place}/") for place in TESTS_OF_WORDS)


def test_every_exception_is_needed() -> None:
    for place in TESTS_OF_WORDS:
        path = TESTS / place
        assert any(found(file) for file in ([path] if path.is_file() else path.rglob("*.py"))), place


def test_words_in_an_assertion_are_found_and_what_the_test_typed_is_not() -> None:
    source = """ACCEPT = "Godta alle"
def test():
    send("Noe annet")
    assert "Noe annet" in page
    assert page.count("<b>Avslå alle</b>") == 1
    assert "Valget ble ikke lagret" in page
    assert f"{host}: 42 timer igjen til å melde fra til tilsynet" in page
    assert "/mine-data/kopi/" in page
    assert "Fjell og fjord" in page
"""
    assert sorted(line for line, text in asserted(source) if is_said(text)) == [1, 5, 6, 7]
