"""A contract for import-linter: no circle of imports inside any app, whichever apps there are."""

from grimp import ImportGraph
from importlinter import ContractCheck, fields
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.domain.imports import ModuleExpression


class AcyclicApps(AcyclicSiblingsContract):
    """``acyclic_siblings`` for every root package with an ``apps.py``, so that no app must be listed."""

    type_name = "acyclic_apps"

    ancestors = fields.SetField(subfield=fields.ModuleExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look for circles between the children of each app, and of each package in it."""
        roots: list[str] = self.session_options["root_packages"]
        apps = {ModuleExpression(name) for name in roots if f"{name}.apps" in graph.modules}
        self.ancestors = apps  # type: ignore[assignment]  # a field holds its value, as Django's do
        return super().check(graph, verbose)
