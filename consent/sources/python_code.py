"""What Python code has a browser store, and which hosts the markup, scripts and headers in it make a browser ask."""

import ast
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from django.conf import settings

from consent.services.enums import StorageKind
from consent.sources.markup import scan_markup
from consent.sources.scripts import scan_script
from consent.sources.uses import DYNAMIC, REQUEST, Use, asked, stored

_SETTING = frozenset({"set_cookie", "set_signed_cookie"})
_HEADER = "set-cookie"
_MARKUP = re.compile(
    r"<\s*(?:script|iframe|frame|img|image|link|object|embed|video|audio|source|track|style|svg|form|base|meta|template)\b",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"document\s*\.\s*cookie|(?:localStorage|sessionStorage|indexedDB|caches|cookieStore)\s*[.\[][\w\"'`]"
    r"|sendBeacon\s*\(|fetch\s*\("
)
_LOADED = re.compile(
    r"\.(?:m?js|css|woff2?|ttf|otf|eot|png|jpe?g|gif|svg|webp|avif|ico|mp4|webm)(?:[?#]|$)", re.IGNORECASE
)
_DIRECTIVE = re.compile(
    r"(?:script|style|img|font|connect|frame|child|worker|media|object|manifest|default|form)-\w+", re.IGNORECASE
)


def scan_python(source: str, module: str = "") -> Iterator[Use]:
    """Yield the uses in a Python file; ``module`` is its dotted name, to look up the constants that it names."""
    tree = ast.parse(source)
    names = _Names(tree, module)
    words = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, names)
        elif isinstance(node, ast.Assign):
            yield from _of_assignment(node, names)
        elif isinstance(node, ast.Dict):
            yield from _of_directives(node)
        elif isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in words:
            yield from _of_text(node, words)


class _Names:
    """The texts that names of a module stand for."""

    def __init__(self, tree: ast.Module, module: str) -> None:
        self._module = module
        self._given: dict[str, str] = {}
        for node in tree.body:
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            value = getattr(node, "value", None)
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                self._given[target.id] = value.value

    def text(self, node: ast.expr | None) -> str:
        """Return what an expression says; ``DYNAMIC`` for what is only known when it runs."""
        if isinstance(node, ast.Constant):
            return str(node.value)
        if isinstance(node, ast.JoinedStr):
            return "".join(self.text(part) if isinstance(part, ast.Constant) else DYNAMIC for part in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.text(node.left) + self.text(node.right)
        if isinstance(node, ast.Name) and node.id in self._given:
            return self._given[node.id]
        if isinstance(node, ast.Name | ast.Attribute):
            return self._looked_up(ast.unparse(node))
        return DYNAMIC

    def _looked_up(self, dotted: str) -> str:
        """Return the value of a setting, or of a constant that the module imports."""
        if dotted.startswith("settings."):
            value: Any = getattr(settings, dotted.removeprefix("settings."), DYNAMIC)
        else:
            try:
                value = import_module(self._module) if self._module else None
            except ImportError:
                return DYNAMIC
            for part in dotted.split("."):
                value = getattr(value, part, None)
        return value if isinstance(value, str) else DYNAMIC


def _of_call(node: ast.Call, names: _Names) -> Iterator[Use]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name not in _SETTING:
        return
    keywords: Mapping[str | None, ast.expr] = {one.arg: one.value for one in node.keywords}
    yield stored(node.lineno, StorageKind.COOKIE, names.text(node.args[0] if node.args else keywords.get("key")))


def _of_assignment(node: ast.Assign, names: _Names) -> Iterator[Use]:
    for target in node.targets:
        if not isinstance(target, ast.Subscript):
            continue
        key = names.text(target.slice)
        if isinstance(target.value, ast.Attribute) and target.value.attr == "cookies":
            yield stored(node.lineno, StorageKind.COOKIE, key)
        elif key.lower() == _HEADER:
            value = names.text(node.value)
            yield stored(node.lineno, StorageKind.COOKIE, value.partition("=")[0] if "=" in value else DYNAMIC)


def _of_directives(node: ast.Dict) -> Iterator[Use]:
    """Yield the hosts that the directives of a content security policy let in, and a header that sets a cookie."""
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        if key.value.lower() == _HEADER:
            text = value.value if isinstance(value, ast.Constant) else ""
            yield stored(key.lineno, StorageKind.COOKIE, str(text).partition("=")[0] if text else DYNAMIC)
        if _DIRECTIVE.fullmatch(key.value):
            for part in ast.walk(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value:
                    host = part.value.rpartition("//")[2].partition("/")[0]
                    yield Use(line=part.lineno, kind=REQUEST, name=host.lower())


def _of_text(node: ast.Constant | ast.JoinedStr, words: set[int]) -> Iterator[Use]:
    if isinstance(node, ast.JoinedStr):
        # Its parts are read here, not once more as texts of their own.
        words.update(id(part) for part in node.values)
        parts = [part.value if isinstance(part, ast.Constant) else DYNAMIC for part in node.values]
        text = "".join(map(str, parts))
    elif isinstance(node.value, str):
        text = node.value
    else:
        return
    if _MARKUP.search(text):
        yield from scan_markup(text, node.lineno)
    elif _SCRIPT.search(text):
        yield from scan_script(text, node.lineno)
    elif _LOADED.search(text):
        yield from asked(text, node.lineno)


def _docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of the texts that are only for readers."""
    return {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
