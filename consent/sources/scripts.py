"""What a script stores and reads in a browser, and which hosts it asks."""

from collections.abc import Iterator, Mapping

from consent.services.enums import StorageKind
from consent.sources.script_tokens import Token, tokens
from consent.sources.uses import DYNAMIC, Use, asked, stored

# The objects that keep things, and their methods: with a name as the first argument, and those that only look or clear.
_NAMING: Mapping[str, tuple[StorageKind, frozenset[str]]] = {
    "localStorage": (StorageKind.LOCAL, frozenset({"setItem", "getItem"})),
    "sessionStorage": (StorageKind.SESSION, frozenset({"setItem", "getItem"})),
    "indexedDB": (StorageKind.DATABASE, frozenset({"open"})),
    "caches": (StorageKind.CACHE, frozenset({"open", "has"})),
    "cookieStore": (StorageKind.COOKIE, frozenset({"set", "get"})),
    "serviceWorker": (StorageKind.WORKER, frozenset({"register"})),
    "storageBuckets": (StorageKind.BUCKET, frozenset({"open"})),
    "getDirectory": (StorageKind.FILES, frozenset()),
}
_HARMLESS = frozenset(
    {
        "removeItem",
        "clear",
        "length",
        "deleteDatabase",
        "databases",
        "cmp",
        "keys",
        "delete",
        "getRegistrations",
        "ready",
    }
)
_ASSIGNING = frozenset({"=", "+=", "??=", "||=", "&&="})
_PROPERTIES = (StorageKind.LOCAL, StorageKind.SESSION)


def scan_script(source: str, line: int = 1, *, service: str = "") -> Iterator[Use]:
    """Yield the uses in a script that begins on a line of its file."""
    found = tokens(source, line)
    constants = _constants(found)
    for at, token in enumerate(found):
        if token.kind == "text":
            yield from asked(token.value, token.line, service=service)
            yield from _asked_with_made_up_host(found, at, service)
        if token.kind == "sign":
            continue
        if token.value in _NAMING:
            yield from _of_object(found, at, constants)
        elif token.value == "cookie":
            yield from _of_cookie(found, at, constants)
        elif token.value == "name" and _values(found, at - 2, 2) == ["window", "."]:
            yield from _of_window(found, at)


def _constants(found: list[Token]) -> Mapping[str, str]:
    """Return the names that are given a text once in the file."""
    given: dict[str, list[str]] = {}
    for at, token in enumerate(found):
        if token.kind == "name" and _values(found, at + 1, 1) == ["="]:
            value = found[at + 2] if at + 2 < len(found) else None
            is_text = value is not None and value.kind == "text" and _values(found, at + 3, 1) != ["+"]
            given.setdefault(token.value, []).append(value.value if value and is_text else DYNAMIC)
    return {name: values[0] for name, values in given.items() if len(values) == 1}


def _of_object(found: list[Token], at: int, constants: Mapping[str, str]) -> Iterator[Use]:
    token = found[at]
    kind, naming = _NAMING[token.value]
    after = at + 1
    if _values(found, after, 1) == ["]"]:  # window["localStorage"]
        after += 1
    sign, member = (*_values(found, after, 2), "", "")[:2]
    if sign in (".", "?."):
        if member in _HARMLESS:
            return
        if member in naming and _values(found, after + 2, 1) == ["("]:
            yield stored(token.line, kind, _argument(found, after + 3, constants))
            return
        if kind in _PROPERTIES and member != "key":
            yield stored(token.line, kind, member)
            return
    elif sign == "[" and kind in _PROPERTIES:
        yield stored(token.line, kind, _argument(found, after + 1, constants))
        return
    yield stored(token.line, kind, DYNAMIC)


def _of_cookie(found: list[Token], at: int, constants: Mapping[str, str]) -> Iterator[Use]:
    token = found[at]
    after = at + 2 if _values(found, at + 1, 1) == ["]"] else at + 1
    sign = (*_values(found, after, 1), "")[0]
    is_member = token.kind == "text" or _values(found, at - 1, 1)[:1] in (["."], ["?."])
    if is_member and sign in _ASSIGNING:
        name = _argument(found, after + 1, constants)
        if _values(found, after + 2, 1) == ["+"] and _values(found, after + 3, 1)[0:1] and name.endswith(DYNAMIC):
            name = name.removesuffix(DYNAMIC) + found[after + 3].value  # NAME + "=1"
        yield stored(token.line, StorageKind.COOKIE, name.partition("=")[0].strip() if "=" in name else DYNAMIC)
    elif token.kind == "text" or _values(found, at - 2, 2) in (["document", "."], ["document", "?."]):
        yield stored(token.line, StorageKind.COOKIE, DYNAMIC)
    elif sign in ("}", ",", ":") and "document" in _values(found, at + 1, 8):
        yield stored(token.line, StorageKind.COOKIE, DYNAMIC)  # const { cookie } = document


def _of_window(found: list[Token], at: int) -> Iterator[Use]:
    sign, value = (*_values(found, at + 1, 2), "", "")[:2]
    if sign in _ASSIGNING and not (value == "" and found[at + 2].kind == "text"):
        yield stored(found[at].line, StorageKind.WINDOW, "window.name")


def _asked_with_made_up_host(found: list[Token], at: int, service: str) -> Iterator[Use]:
    """Yield an address whose host is added to the text: ``"//" + host``."""
    is_added_to = _values(found, at + 1, 1) == ["+"]
    if is_added_to and found[at].value.strip() in ("//", "https:", "http:", "wss:", "ws:"):
        yield from asked(f"//{DYNAMIC}", found[at].line, service=service)


def _argument(found: list[Token], at: int, constants: Mapping[str, str]) -> str:
    """Return the text at a place, or ``DYNAMIC``; a text to which more is added ends with it."""
    if at >= len(found):
        return DYNAMIC
    token = found[at]
    is_added_to = _values(found, at + 1, 1) == ["+"]
    if token.kind == "text":
        return token.value + (DYNAMIC if is_added_to else "")
    if _values(found, at, 3) == ["{", "name", ":"]:  # cookieStore.set({ name: "x" })
        return _argument(found, at + 3, constants)
    value = constants.get(token.value, DYNAMIC) if token.kind == "name" else DYNAMIC
    is_member = _values(found, at + 1, 1)[:1] in (["."], ["("], ["["])
    return DYNAMIC if is_member else value + (DYNAMIC if is_added_to else "")


def _values(found: list[Token], at: int, count: int) -> list[str]:
    return [token.value for token in found[at : at + count]] if at >= 0 else []
