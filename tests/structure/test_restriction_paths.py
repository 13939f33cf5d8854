"""Every path around the guarded manager is in a closed list, with the reason why it may see restricted rows (LAW D-26).

A path is a manager that is not guarded, or a statement of SQL over a guarded table. What is looked for is the syntax
tree of the product, so a comment or a docstring is none.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from privacy.inventory import declarations
from privacy.registry import own_apps
from privacy.restriction.guard import is_guarded
from privacy.restriction.guarding import honours_restriction

LIST = Path(__file__).with_name("restriction_paths.toml")
ROOT = LIST.parents[2]
_AROUND = {"_base_manager", "stored", "raw", "extra", "db_table"}
# A table in a statement, whatever stands before it: its schema, a comma, a bracket; or alone, to be put into one.
_VERBS = r"\A(?:{tables})\Z|\b(?:FROM|JOIN|UPDATE|INTO|TABLE|ONLY|COPY|USING|TRUNCATE)\b[^;]*?(?<![\w:])(?:{tables})\b"


def _tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if is_guarded(model)}


def _files() -> Iterator[Path]:
    for config in own_apps():
        for path in sorted(Path(config.path).rglob("*.py")):
            if "migrations" not in path.parts and not path.name.startswith("test_"):
                yield path


def paths_around(source: str, tables: set[str]) -> set[str]:
    """Return how a module reaches rows past the guard."""
    sql = re.compile(_VERBS.format(tables="|".join(sorted(tables))), re.IGNORECASE | re.DOTALL)
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    ways = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _AROUND and _is_around(node):
            ways.add(node.attr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            ways |= {"SQL"} if sql.search(node.value) else set()
            ways |= {node.value} & (_AROUND - {"raw", "extra", "stored"})
    return ways


def _is_around(node: ast.Attribute) -> bool:
    """Tell whether an attribute is what its name says, and not a field of another object."""
    if node.attr == "stored":
        return _is_model(node.value)
    if node.attr in ("raw", "extra"):
        return isinstance(node.value, ast.Call) or getattr(node.value, "attr", "") in ("objects", "_default_manager")
    return True


def _is_model(value: ast.expr) -> bool:
    """Tell whether an expression names a model: in capitals, or by the word."""
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    return name[:1].isupper() or name == "model"


@pytest.mark.law("D-26", "P35")
def test_every_path_around_the_guard_is_listed_with_a_reason() -> None:
    listed = tomllib.loads(LIST.read_text())
    known = {name: set(entry["ways"]) for group in listed["paths"] for name, entry in group["files"].items()}
    found = {
        str(path.relative_to(ROOT)): ways for path in _files() if (ways := paths_around(path.read_text(), _tables()))
    }
    assert {name: ways for name, ways in found.items() if known.get(name) != ways} == {}, "not listed"
    assert set(known) - set(found) == set(), "listed, and no longer there"
    assert all(len(group["reason"].split()) > 3 for group in listed["paths"])


@pytest.mark.law("D-26")
def test_every_model_with_a_persons_data_is_guarded_or_says_why_not() -> None:
    assert [data.model._meta.label for data in declarations.all_personal() if not honours_restriction(data)] == []


@pytest.mark.parametrize(
    ("source", "ways"),
    [
        ("rows = Message._base_manager.all()", {"_base_manager"}),
        ("rows = Message.stored.all()", {"stored"}),
        ("rows = data.model.stored.all()", {"stored"}),
        ("size = self.stored", set()),
        ("text = mail.raw", set()),
        ("rows = Message.objects.all()", set()),
        ('cursor.execute("SELECT * FROM contact_message")', {"SQL"}),
        ('cursor.execute(f"DELETE FROM contact_message WHERE id = {key}")', {"SQL"}),
        ('cursor.execute("SELECT * FROM public.contact_message")', {"SQL"}),
        ('cursor.execute(\'SELECT * FROM "public"."contact_message"\')', {"SQL"}),
        ('cursor.execute("SELECT * FROM contact_reply r, contact_message m")', {"SQL"}),
        ('cursor.execute("SELECT * FROM (contact_message CROSS JOIN x)")', {"SQL"}),
        ('cursor.copy("COPY contact_message TO STDOUT")', {"SQL"}),
        ('cursor.execute("SELECT * FROM " + "contact_message")', {"SQL"}),
        ('page = reverse("admin:contact_message_changelist")', set()),
        ('page = reverse("contact:contact_message")', set()),
        ('text = "What comes from it is in contact_messages"', set()),
        ('manager = getattr(model, "_base_manager")', {"_base_manager"}),
        ("table = model._meta.db_table", {"db_table"}),
        ('"""SELECT FROM contact_message"""', set()),
        ("rows = Message.objects.raw(query)", {"raw"}),
    ],
)
def test_paths_are_recognised(source: str, ways: set[str]) -> None:
    assert paths_around(source, {"contact_message"}) == ways
