"""Only entrances read the clock: what a visitor, a member of staff, a schedule or an operator calls.

An entrance is known by what it is, not by the name of its file: it gets the request, Django or Celery calls it for its
decorator, also for a signal of a library, or its class is one that Django instantiates. Everything else takes
``now``. A linter's list of files would let every function of such a file read the clock, and would need a new entrance
to be named like the others.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso_site.settings.places import BASE_DIR
from tests.proviso_site.test_structure import python_files

CLOCK = {
    "django.utils.timezone.now",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns",
}  # fmt: skip
DECORATORS = {"shared_task", "task", "receiver", "desk", "simple_tag", "inclusion_tag", "simple_block_tag", "filter"}
CLASSES = ("Admin", "Inline", "Command", "EmailBackend", "AccountAdapter")
# The site's processes, before there is a request or a task.
PROCESSES = {
    "tools.demo.scenes.later.play",
    "proviso_site.probe.backups",
    "proviso_site.prepare.prepare",
    "tools.fuzz.generator.RequestGenerator._choice",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def last_name(node: ast.expr) -> str:
    """Return the last word of a dotted name, of what is called where it is a call."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_entrance(node: ast.AST) -> bool:
    if isinstance(node, ast.ClassDef):
        is_registered = any(last_name(decorator) == "register" for decorator in node.decorator_list)
        return is_registered or any(last_name(base).endswith(CLASSES) for base in node.bases)
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "__name__ == '__main__'"
    if not isinstance(node, Function):
        return False
    parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return any(parameter.arg == "request" for parameter in parameters) or any(
        last_name(decorator) in DECORATORS for decorator in decorators
    )


def names_imported(tree: ast.Module) -> dict[str, str]:
    """Return what each imported name of a module stands for, in full."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def clock_reads(source: str, module: str) -> Iterator[str]:
    """Yield where code that is no entrance reads the clock, or hands on the function that does."""
    tree = ast.parse(source)
    imported = names_imported(tree)

    def visit(node: ast.AST, place: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            inside = f"{place}.{child.name}" if isinstance(child, ast.FunctionDef | ast.ClassDef) else place
            if is_entrance(child) or inside in PROCESSES:
                continue
            if isinstance(child, ast.Attribute | ast.Name):
                head, dot, rest = ast.unparse(child).partition(".")
                if imported.get(head, head) + dot + rest in CLOCK:
                    yield f"{place}:{child.lineno} {ast.unparse(child)}"
            yield from visit(child, inside)

    yield from visit(tree, module)


def test_only_entrances_read_the_clock() -> None:
    read = [
        place
        for file in python_files()
        if (parts := file.relative_to(BASE_DIR).with_suffix("").parts)[0] != "tests"
        for place in clock_reads(Path(file).read_text(encoding="utf-8"), ".".join(parts))
    ]
    assert read == [], "Only entrances read the clock: take `now` as an argument."


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\ndef pay(): return timezone.now()",
        "from django.utils.timezone import now\ndef pay(): return now()",
        "import datetime\ndef pay(): return datetime.date.today()",
        "from datetime import datetime as d\nclass Payment:\n    def pay(self): return d.now()",
        "from django.utils import timezone\nrule = lambda case: case.is_open(timezone.now())",
        "from django.utils import timezone\ndef pay(clock=timezone.now): return clock()",
        "from django.utils import timezone\n@cache\ndef pay(): return timezone.now()",
        "import time\nclass Form(forms.Form):\n    def clean(self): return time.time()",
    ],
)
def test_clock_read_elsewhere_is_found(source: str) -> None:
    assert len(list(clock_reads(source, "shop"))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\ndef show(request): return timezone.now()",
        "from django.utils import timezone\ndef view(admin):\n    def inner(request): return timezone.now()\n",
        "from django.utils import timezone\n@shared_task(name='pay')\ndef pay(): return timezone.now()",
        "from django.utils import timezone\nclass PayAdmin(ModelAdmin):\n    def due(self, row): timezone.now()",
        "from django.utils import timezone\nclass Command(BaseCommand):\n    def handle(self): timezone.now()",
        "from django.utils import timezone\n@register.simple_tag\ndef pay(): return timezone.now()",
    ],
)
def test_entrance_may_read_the_clock(source: str) -> None:
    reads = list(clock_reads(source, "shop"))
    assert reads == []
