"""Tables that people open in a spreadsheet are written in one place only."""

import ast
from collections.abc import Iterator

import pytest

from proviso_site.settings.places import BASE_DIR
from tests.proviso_site.test_structure import python_files

WRITERS = {"privacy.documents.spreadsheets", "privacy.documents.workbooks"}
LIBRARIES = {"openpyxl", "xlsxwriter", "pandas", "odf", "xlwt", "pyexcel", "tablib", "polars"}


def table_writers(source: str) -> Iterator[str]:
    """Yield what a module imports or calls to write CSV or a workbook."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] in LIBRARIES)
            # Under another name, its writers would not be recognised.
            yield from ("csv" for name in node.names if name.name == "csv" and name.asname)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.partition(".")[0] in LIBRARIES:
                yield node.module
            yield from (f"csv.{name.name}" for name in node.names if node.module == "csv" and name.name != "reader")
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in {"csv.writer", "csv.DictWriter"}:
            yield ast.unparse(node)


def test_only_these_modules_write_tables() -> None:
    writers = {
        ".".join(file.relative_to(BASE_DIR).with_suffix("").parts)
        for file in python_files()
        if file.relative_to(BASE_DIR).parts[0] != "tests" and list(table_writers(file.read_text(encoding="utf-8")))
    }
    assert writers == WRITERS, f"Write tables with {sorted(WRITERS)}: they make every cell safe."


@pytest.mark.parametrize(
    "source",
    [
        "import csv\ncsv.writer(file)",
        "import csv as c\nc.writer(file)",
        "from csv import writer",
        "from csv import DictWriter as w",
        "import openpyxl",
        "from openpyxl.workbook import Workbook",
        "def f():\n    import xlsxwriter",
    ],
)
def test_writer_elsewhere_is_found(source: str) -> None:
    assert list(table_writers(source))


def test_reading_is_allowed() -> None:
    assert not list(table_writers("import csv\nfrom csv import reader\ncsv.reader(file)"))
