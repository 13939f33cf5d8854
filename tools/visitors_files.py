"""The files with words that visitors read: templates outside the folders for staff, and code that fills them in."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

_FOR_STAFF = {"admin", "dev"}  # folders of templates
_SIGNATURE = "privacy.letters.layout"  # only letters to people outside are signed with it
_LABELLED = {"django.db.models", "django.forms"}  # imported by what defines them


def visitors_files(root: Path, files: Collection[Path]) -> set[Path]:
    """Return which of these files have words that visitors read.

    Templates that are not below a folder for staff; code that shows one of them or signs a letter; and code from which
    that imports something, but for models, choices and forms.
    """
    shown = [path for path in files if path.suffix != ".py" and _FOR_STAFF.isdisjoint(path.relative_to(root).parts)]
    names = {path.as_posix().rpartition("/templates/")[2] for path in shown}
    beginnings = {f"{parent.as_posix()}/" for name in names for parent in PurePosixPath(name).parents if parent.name}
    code = {_module(path.relative_to(root)): path for path in files if path.suffix == ".py"}
    composing = {path: tree for path in code.values() if (tree := _composing(path, names | beginnings))}
    imported = {code[name] for tree in composing.values() for name, _names in _imports(tree) if name in code}
    # Labels of models and forms are shown in the administration too: declarations say which of them visitors see.
    return {*shown, *composing, *(path for path in imported if not _is_of_the_administration_too(path))}


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _composing(path: Path, names: set[str]) -> ast.Module | None:
    """Return the syntax of code that calls something with the name of a template, or imports the signature."""
    source = path.read_text(encoding="utf-8")
    if not any(part in source for part in (".html", ".txt", _SIGNATURE)):
        return None  # most files; reading their syntax takes a while
    tree = ast.parse(source)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    is_composing = any(_beginning(arg) in names for call in calls for arg in call.args)
    return tree if is_composing or any(module == _SIGNATURE for module, _names in _imports(tree)) else None


def _beginning(arg: ast.expr) -> object:
    """Return a text, or the part of an f-string before what is filled in; None for any other argument."""
    part = arg.values[0] if isinstance(arg, ast.JoinedStr) and arg.values else arg
    return part.value if isinstance(part, ast.Constant) else None


def _is_of_the_administration_too(path: Path) -> bool:
    """Tell whether code defines models, choices or forms."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(f"{module}.{name}" in _LABELLED for module, names in _imports(tree) for name in names)


def _imports(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, [alias.name for alias in node.names]
