"""The letter that comes with a copy: what is in the file, what is left out and why, and where to complain."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from contact.messages.enums import PersonRole
from contact.messages.models import MessagePerson
from dsar.cases.copies import archive, cover
from dsar.cases.copies.operations import content, make_file
from dsar.cases.enums import Right
from dsar.cases.models import Case, Job
from privacy.documents import pdf
from privacy.register.purposes.queries import current_controller
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-12", "D-18")]
LANGUAGES = ("nb", "nn", "en", "sv", "de")


@dataclass
class Typesetter:
    """The typesetter, which notes what it was given."""

    data: Mapping[str, Any] | None = None

    def typeset(self, layout: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
        self.data = data
        return pdf.typeset(layout, data, at=at)

    @property
    def words(self) -> str:
        return " ".join(_strings(self.data))


def _strings(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        node = [part for name, part in node.items() if name != "is"]
    return [text for part in node for text in _strings(part)] if isinstance(node, list) else []


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch) -> Typesetter:
    typesetter = Typesetter()
    monkeypatch.setattr(cover, "pdf", typesetter)
    return typesetter


def _files(right: Right = Right.ACCESS, language: str = "en", **further: Any) -> dict[str, bytes]:
    target = io.BytesIO()
    archive.write(target, address=ADDRESS, right=right, reference="AAAA-BBBB", language=language, now=NOW, **further)
    with zipfile.ZipFile(target) as file:
        return {name: file.read(name) for name in file.namelist()}


def _words(html: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(html.decode())).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("right", [Right.ACCESS, Right.PORTABILITY, Right.INFORMATION])
def test_letter_names_every_part_of_the_file_and_where_to_complain(
    letter: Typesetter, right: Right, language: str
) -> None:
    opened(right)
    files = _files(right, language)
    assert letter.data is not None
    assert letter.data["lang"] == language
    for name in {name.partition("/")[0] for name in files}:
        assert name in letter.words
    who = current_controller()
    for words in ("AAAA-BBBB", ADDRESS, who.name, who.contact_email, who.authority_name, who.authority_url):
        assert words in letter.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_says_the_same_as_the_page(letter: Typesetter, language: str) -> None:
    opened()
    files = _files(language=language, left_out={"contact.message": "Databasen svarte ikke."}, asked_at=NOW)
    page = _words(files["index.html"])
    assert letter.data is not None
    for text in _strings([block.get("of") for block in letter.data["blocks"]]):
        assert text.strip() in page
    assert "Databasen svarte ikke." in page
    assert "Databasen svarte ikke." in letter.words


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "de"])
def test_letter_is_wholly_in_the_language_of_the_request(letter: Typesetter, language: str) -> None:
    opened()
    missing = {"contact.message": "-"}
    english = _texts_of(letter, "en", missing)
    assert _texts_of(letter, language, missing) & english == set()


def _texts_of(letter: Typesetter, language: str, missing: Mapping[str, str]) -> set[str]:
    """Return the sentences and headings of the letter, without names, numbers and addresses."""
    _files(language=language, left_out=missing)
    assert letter.data is not None
    return {text for text in _strings(letter.data["blocks"]) if " " in text.strip() and "@" not in text}


def test_made_file_has_the_day_of_the_request_and_the_letter(letter: Typesetter) -> None:
    case = opened(language="en")
    approved(case=case, staff=case_worker(), now=NOW)
    job, case = Job.objects.get(case=case), Case.objects.get(pk=case.pk)
    make_file(job=job, case=case, now=NOW)
    with zipfile.ZipFile(io.BytesIO(b"".join(content(case.export)))) as file:
        assert file.read("cover-letter.pdf").startswith(b"%PDF-")
    assert "On 2 March 2026 you asked for a copy of your data." in letter.words


@pytest.mark.law("D-16")
def test_letter_and_manifest_count_what_is_masked_of_others(letter: Typesetter) -> None:
    for number in range(3):
        message = MessageFactory.create(name="Per", phone="99 00 00 00", company="Berg AS", text=f"Nummer {number}")
        MessagePerson.objects.create(
            message=message, email=ADDRESS, role=PersonRole.COPY, added_at=NOW, retain_until=NOW
        )
    MessageFactory.create(email=ADDRESS, name="Kari", phone="88 00 00 00")
    files = _files()
    (masked,) = json.loads(files["manifest.json"])["masked"]
    assert (masked["table"], masked["rows"], masked["fields"]) == ("contact.message", 3, ["phone", "company"])
    rows = json.loads(files["data.json"])["tables"]["contact.message"]["rows"]
    assert [row["phone"] for row in rows].count("(about somebody else)") == 3
    assert "3 rows: Telephone, Company" in letter.words
    assert "99 00 00 00" not in letter.words


@pytest.mark.law("D-16")
def test_nothing_masked_is_said(letter: Typesetter) -> None:
    MessageFactory.create(email=ADDRESS, name="Kari")
    assert json.loads(_files()["manifest.json"])["masked"] == []
    assert "Nothing is left out because it is about somebody else." in letter.words


@pytest.mark.law("D-27")
def test_letter_of_a_portable_copy_says_that_conclusions_are_left_out(letter: Typesetter) -> None:
    opened(Right.PORTABILITY)
    _files(Right.PORTABILITY)
    assert "concluded" in letter.words
    _files(Right.ACCESS)
    assert "concluded" not in letter.words
