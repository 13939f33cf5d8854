"""A folder of an app is a subject that holds most of what it needs: at least half of the imports stay within one.

An import is an arrow of the import graph, from one module to another, however many names it brings. Counted are those
from a module of a noun to a module of a noun of the same app. The nouns are those of the ordered list in
``pyproject.toml``; what stands there in parentheses, such as ``conf``, is a module of the whole app.
"""

import tomllib
from collections.abc import Collection

import grimp
import pytest

from proviso_site.settings.places import BASE_DIR

LEAST = 0.5
CONFIG = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def nouns() -> dict[str, set[str]]:
    return {
        contract["containers"][0]: {
            name
            for layer in contract["layers"]
            for name in layer.replace(" | ", " : ").split(" : ")
            if not name.startswith("(")
        }
        for contract in CONFIG["contracts"]
        if contract.get("exhaustive")
    }


def share_within(graph: grimp.ImportGraph, app: str, names: Collection[str]) -> float:
    """Return the share of the imports between modules of nouns that stay within a noun."""
    within = between = 0
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            ends = [module.split(".")[:2] for module in (importer, imported)]
            if all(module[0] == app and module[-1] in names for module in ends):
                within += ends[0] == ends[1]
                between += ends[0] != ends[1]
    return within / (within + between)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*nouns(), cache_dir=str(BASE_DIR / ".import_linter_cache"))


@pytest.mark.parametrize("app", sorted(nouns()))
def test_half_of_the_imports_stay_within_a_noun(graph: grimp.ImportGraph, app: str) -> None:
    assert share_within(graph, app, nouns()[app]) >= LEAST


def test_only_imports_from_noun_to_noun_of_one_app_count() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (
        ("shop.orders.views", "shop.orders.models"),
        ("shop.orders.views", "shop.stock.models"),
        ("shop.stock.admin", "shop.orders.models"),
        ("shop.orders.views", "shop.conf"),
        ("shop.urls", "shop.orders.views"),
        ("site.pages.views", "shop.orders.models"),
    ):
        graph.add_import(importer=importer, imported=imported)
    assert share_within(graph, "shop", {"orders", "stock"}) == pytest.approx(1 / 3)
