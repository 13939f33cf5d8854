"""What a checker of PDF/UA-1 (ISO 14289-1) finds in each kind of document that the product makes: nothing."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pdfua
import pikepdf
import pytest
from django.conf import settings

from contact.ebooks import typesetting
from dsar.cases.copies import archive
from dsar.cases.enums import Right
from privacy.policy import pdf as policy
from privacy.policy.models import RevisionText
from privacy.record.operations import RecordFormat, export_record
from privacy.register.models import Revision
from tests.factories.copies import copied
from tests.factories.dsar import ADDRESS, opened
from tests.factories.privacy import NOW
from tests.factories.seeds import load_seed

pytestmark = [pytest.mark.django_db, pytest.mark.law("U-01")]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
_HEADING = re.compile(r"/H[1-6]")
_BOOK = """## Kapittel

Et avsnitt med [en lenke](https://example.com/).

- En
- To

| Hva | Når |
| --- | --- |
| Kurs | Mars |

### Under

> Sagt av noen

### Mer

Mer om det.
"""


@pytest.fixture
def seeded(db: None) -> None:
    copied("the seed in the register", lambda: load_seed(now=NOW))


def faults(content: bytes, folder: Path) -> list[str]:
    """Return what the checker finds in a PDF, each rule that could not look, and what it does not look for."""
    path = folder / "document.pdf"
    path.write_bytes(content)
    # Its rule about headings fails on lists of the library that it reads files with; ours is below.
    rules = pdfua.default_registry()
    report = pdfua.validate(str(path), rules.select([name for name in rules.ids() if name != "UA-14-001"]))
    assert len(report.outcomes) >= 11
    found = [f"{one.rule_id}: {one.message} ({one.location.describe()})" for one in report.findings]
    found += [f"{rule.rule_id}: {rule.skipped_reason}" for rule in report.skipped]
    with pikepdf.open(path) as document:
        return [*found, *_faults_of_headings(document), *_faults_of_fonts(document)]


def _faults_of_headings(document: pikepdf.Pdf) -> Iterator[str]:
    """Yield headings without content, and levels that are left out (ISO 14289-1, 7.4.2)."""
    root = document.Root.get("/StructTreeRoot")
    last = 0
    for element in _elements(root) if root is not None else ():
        role = str(element.get("/S", ""))
        if _HEADING.fullmatch(role):
            level = int(role[2:])
            if level > last + 1:
                yield f"H{level} follows H{last}"
            if "/K" not in element:
                yield f"H{level} is empty"
            last = level


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of the structure tree in the order of reading."""
    if isinstance(element, pikepdf.Dictionary):
        yield element
        kids = element.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from _elements(kid)


def _faults_of_fonts(document: pikepdf.Pdf) -> Iterator[str]:
    """Yield fonts that are not embedded or whose signs have no text (7.21.4.1 and 7.21.7)."""
    for one in document.objects:
        kind = one.get("/Type") if isinstance(one, pikepdf.Dictionary) else None
        if kind == "/Font" and one.get("/Subtype") == "/Type0" and "/ToUnicode" not in one:
            yield f"{one['/BaseFont']} has no text"
        if kind == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys()):
            yield f"{one['/FontName']} is not embedded"


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("language", LANGUAGES)
def test_record_of_processing_has_no_fault(language: str, tmp_path: Path) -> None:
    assert faults(export_record(form=RecordFormat.PDF, language=language, now=NOW).content, tmp_path) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_policy_has_no_fault(published: Revision, language: str, tmp_path: Path) -> None:
    assert faults(policy.policy_pdf(RevisionText.objects.get(language=language)), tmp_path) == []


@pytest.mark.law("D-12", "D-18")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("language", [*LANGUAGES, "sv", "de"])
@pytest.mark.parametrize("right", [Right.ACCESS, Right.PORTABILITY, Right.INFORMATION])
def test_cover_letter_of_a_copy_has_no_fault(right: Right, language: str, tmp_path: Path) -> None:
    opened(right)
    content = archive.build(address=ADDRESS, right=right, reference="AAAA-BBBB", language=language, now=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        letter = file.read("cover-letter.pdf")
    assert faults(letter, tmp_path) == []
    with pikepdf.open(io.BytesIO(letter)) as document:
        assert str(document.Root.Lang).startswith(language)
        assert document.docinfo["/Title"]


def test_book_has_no_fault(tmp_path: Path) -> None:
    assert faults(book(), tmp_path) == []


@pytest.mark.parametrize("key", ["/Lang", "/StructTreeRoot", "/ViewerPreferences", "/Metadata", "/MarkInfo"])
def test_fault_of_a_document_is_found(key: str, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(book())
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        del document.Root[key]
        document.save(path)
    assert faults(path.read_bytes(), tmp_path) != []


def test_faults_that_the_checker_does_not_look_for_are_found(tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(book())
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        headings = [one for one in _elements(document.Root.StructTreeRoot) if _HEADING.fullmatch(str(one.get("/S")))]
        headings[0].S, headings[1].S = pikepdf.Name.H3, pikepdf.Name.H5
        del headings[1]["/K"]
        for one in document.objects:
            for name in ("/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode"):
                if isinstance(one, pikepdf.Dictionary) and name in one:
                    del one[name]
        document.save(path)
    words = " ".join(faults(path.read_bytes(), tmp_path))
    assert all(fault in words for fault in ("H5 follows", "H5 is empty", "is not embedded", "has no text")), words


def book() -> bytes:
    return typesetting.typeset(
        title="Korte kurs", lead="En bok.", text=_BOOK, publisher="Proviso AS", language="nb", at=NOW
    )
