"""The attacks on files for download that were published or reported, each under its name (LAW D-19, D-40)."""

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from django.core.files.storage import FileSystemStorage
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse

from dsar.cases.copies import archive
from dsar.cases.copies.enclosed import FileInCopy
from dsar.cases.enums import Right
from dsar.cases.models import Case
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened

pytestmark = pytest.mark.law("D-19", "D-40")
POISON = (
    "</style></title></textarea><script src=//evil.example/x.js></script><img src=x onerror=alert(1)>"
    "<a href='javascript:alert(1)'>x</a><meta http-equiv=refresh content='0;url=//evil.example'>{{ 7|add:7 }}{% now %}"
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+cmd|x",
    "-2+3+cmd|x",
    "@SUM(1)",
    "\t=1+1",
    'a";=1+1',
    "a;=HYPERLINK(1)",
    "\u202e=1",
)
ALLOWED = {"html", "head", "meta", "title", "style", "body", "header", "p", "h1", "h2", "h3", "nav", "ul", "li", "a"}
ALLOWED |= {"span", "main", "section", "dl", "div", "dt", "dd", "strong", "br"}


class _Elements(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found = list[tuple[str, dict[str, str | None]]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.usefixtures("rules")
def test_poisoned_export(client: Client) -> None:
    """What somebody wrote is text in every form of the file, and on the page that staff read it on."""
    case = opened(Right.RECTIFICATION, message="\n".join((POISON, *FORMULAS)))
    content = archive.build(address=ADDRESS, right=Right.ACCESS, reference="A", language="nb", now=NOW)
    files = archive.texts(content)
    page = _Elements()
    page.feed(files["index.html"])
    assert {tag for tag, _attributes in page.found} <= ALLOWED
    for tag, attributes in page.found:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "srcset", "style"}], tag
        assert (attributes.get("href") or "#").startswith(("#", "https://")), tag
        assert attributes.get("http-equiv") in (None, "Content-Security-Policy")
    written = json.loads(files["data.json"])["tables"]["dsar.contact"]["rows"][0]["message"]
    assert written == Case.objects.get(pk=case.pk).contact.message, "machines get it as it was written"
    for name in (name for name in files if name.startswith("csv/")):
        for separator in ",;\t":
            for row in csv.reader(io.StringIO(files[name]), delimiter=separator):
                for line in (line for cell in row for line in cell.splitlines()):
                    assert not line.strip('" \t').startswith(("=", "@", "+1+", "-2+")), line
    client.force_login(case_worker())
    shown = _Elements()
    answer = client.get(reverse("admin:dsar_case_preview", args=[case.pk]))
    shown.feed(answer.content.decode())
    assert answer.status_code == 200
    assert not [a for _tag, a in shown.found if "evil.example" in str(a) or any(name.startswith("on") for name in a)]


@pytest.mark.parametrize("name", ["../secret", "a/../../secret", "/etc/passwd", "..\\..\\secret", "a/..", "."])
def test_path_traversal_in_files(tmp_path: Path, name: str) -> None:
    """A row that names a file outside the storage brings nothing into the copy, and does not stop it."""
    (tmp_path / "secret").write_text("of the site")
    (tmp_path / "media").mkdir()
    copied = FileInCopy.of(Case(), _file(tmp_path / "media", name))
    assert copied.source is None
    assert list(copied.parts()) == []


NAMES = (
    "a/photo.png",
    "b/photo.png",
    "CON",
    "nul.txt",
    "dots....",
    "-rf",
    "\u202egnp.exe",
    "line\nbreak\x1b[2J.png",
    "C:\\boot.ini",
    "<script>.html",
    f"{'å' * 200}.jpeg",
    f"a.{'e' * 100}",
)


def test_zip_names(tmp_path: Path) -> None:
    """A name of a file, whatever it is, unpacks into its own folder, beside the others, on every system."""
    storage = tmp_path / "media"
    written = []
    for name in NAMES:
        path = storage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(path.name.encode()) < 256:
            path.write_bytes(b"x")
            written.append(FileInCopy.of(Case(), _file(storage, name)))
        else:
            written.append(FileInCopy.of(Case(), _file(_Everything(), name)))
    for name in written:
        assert name.source is not None, name
        for parts in (PurePosixPath(name).parts, PureWindowsPath(name).parts):
            assert parts[:2] == ("files", "dsar.case")
            assert len(parts) == 3
        assert name.isprintable()
        last = PurePosixPath(name).name
        assert not PureWindowsPath(last).is_reserved()
        assert last[0].isalnum()
        assert last[-1] not in ". "
        assert not set(last) & set('<>:"/\\|?*\u202e')
        assert len(last.encode()) < 256
    assert len({name.casefold() for name in written}) == len(NAMES)


class _Everything(FileSystemStorage):
    """A storage whose names may be longer than a file system's, as in a bucket."""

    def exists(self, name: str) -> bool:
        return True


def _file(storage: Path | FileSystemStorage, name: str) -> FieldFile:
    place = FileSystemStorage(storage) if isinstance(storage, Path) else storage
    return FieldFile(Case(), FileField(storage=place), name)
