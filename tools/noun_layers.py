"""A contract for import-linter: the same order of layers inside every noun of every app.

A noun is a folder of an app that holds Python modules, some of them perhaps in folders of its own. They are told apart
by their last name: each layer lists names or patterns (``admin_*``). A module may import from its own layer and from
those below it, in its folder or in another of the noun. A folder, and a module in no layer, has the rank of the layer
``*``, and every module may import it; ``acyclic_siblings`` prevents cycles of such imports.
"""

from fnmatch import fnmatch

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

_REST = "*"


class NounLayers(Contract):
    """``layers`` are the layers, highest first. Apps are the root packages with an ``apps.py``."""

    type_name = "noun_layers"

    layers = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect the imports that point up inside a noun."""
        wrong = [
            (importer, imported)
            for importer in graph.modules
            if f"{importer.partition('.')[0]}.apps" in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._points_up(graph, importer, imported)
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": sorted(wrong)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that points up."""
        for importer, imported in check.metadata["wrong"]:
            output.print_error(f"- {importer} imports {imported}, which is of a layer above it.", bold=False)

    def _points_up(self, graph: ImportGraph, importer: str, imported: str) -> bool:
        if importer.count(".") < 2 or imported.count(".") < 2 or importer.split(".")[:2] != imported.split(".")[:2]:
            return False
        above, below = self._layer(graph, imported), self._layer(graph, importer)
        if above is None:
            return False
        return above < (self.layers.index(_REST) if below is None else below)  # type: ignore[attr-defined]

    def _layer(self, graph: ImportGraph, module: str) -> int | None:
        if graph.find_children(module):
            return None
        name = module.rpartition(".")[2]
        for number, layer in enumerate(self.layers):  # type: ignore[arg-type, var-annotated]
            if layer != _REST and any(fnmatch(name, pattern) for pattern in layer.split()):
                return number
        return None
