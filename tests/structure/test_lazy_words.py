"""Words that are read when a module is loaded are lazy: else every page has them in the language of that moment."""

import ast
from collections.abc import Iterator
from pathlib import Path

from privacy.registry import own_apps

_FROM = {"django.utils.translation", "privacy.register.promises.phrases"}
_AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}


def words_at_load(source: str) -> Iterator[int]:
    """Yield the line of each word that is translated while a module is loaded."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in _FROM
        for alias in node.names
        if alias.name in _AT_ONCE
    }
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node.lineno
        waiting += _read_at_load(node)


def _read_at_load(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from (*node.decorator_list, node.args)
        case ast.Lambda():
            yield node.args
        case _:
            yield from ast.iter_child_nodes(node)


def test_no_word_is_translated_while_a_module_is_loaded() -> None:
    files = [path for config in own_apps() for path in Path(config.path).rglob("*.py")]
    assert len(files) > 300
    assert [f"{path}:{line}" for path in files for line in words_at_load(path.read_text())] == []


def test_word_that_is_translated_at_once_is_found() -> None:
    source = """from django.utils.translation import gettext as _
class A:
    title = [_("x")]
    @display(description=_("y"))
    def f(self):
        return _("z")
"""
    assert sorted(words_at_load(source)) == [3, 4]
