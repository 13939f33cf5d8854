"""A person's file: complete, readable, harmless."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from dsar.cases.copies import archive, tables
from dsar.cases.enums import Right
from dsar.people import canary
from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalField
from privacy.inventory.enums import Origin
from privacy.recipients.enums import TransferTool
from privacy.recipients.models import AdequacyDecision, FrameworkEntry
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.dsar import ADDRESS, NOW, opened
from tests.factories.privacy import TransferLegFactory, VendorFactory, american
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
NASTY = '<script>alert("x")</script> & =HYPERLINK("http://evil.example")'


def _open(right: Right = Right.ACCESS, language: str = "nb", address: str = ADDRESS) -> dict[str, str]:
    content = archive.build(address=address, right=right, reference="AAAA-BBBB", language=language, now=NOW)
    return archive.texts(content)


@pytest.mark.law("P32", "D-14")
def test_copy_holds_what_the_person_wrote_in_every_form() -> None:
    opened(Right.RECTIFICATION, message="Navnet er Kåre Ødegård")
    files = _open()
    for name in ("data.json", "csv/dsar.contact.csv", "index.html"):
        assert "Kåre Ødegård" in files[name]


@pytest.mark.law("D-14")
def test_codes_are_written_as_words() -> None:
    opened(Right.RECTIFICATION)
    row = json.loads(_open()["data.json"])["tables"]["dsar.case"]["rows"][0]
    assert row["right"] == says("Correct your data")


@pytest.mark.law("D-14")
@pytest.mark.parametrize(
    ("language", "words"), [("nb", says("dsar.received", context="letter")), ("en", "the request has come in")]
)
def test_kinds_of_letters_are_written_as_words(language: str, words: str) -> None:
    opened()
    sent_letters()
    files = _open(language=language)
    for name in ("data.json", "csv/dsar.sentletter.csv", "index.html"):
        assert words in files[name]
        assert "dsar.received" not in files[name]


def test_person_of_another_address_is_not_in_it() -> None:
    opened(Right.HUMAN, address="other@example.com", message="bare om en annen")
    opened(Right.HUMAN, message="mitt")
    assert "bare om en annen" not in "".join(_open().values())


def test_readable_page_escapes_values_and_runs_nothing() -> None:
    opened(Right.HUMAN, message=NASTY)
    page = _open()["index.html"]
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert "http://evil.example" not in page.replace("&quot;", '"').split("<dd>")[0]


def test_spreadsheet_runs_no_formula_and_json_is_verbatim() -> None:
    opened(Right.HUMAN, message='=HYPERLINK("http://evil.example")')
    files = _open()
    row = next(csv.DictReader(io.StringIO(files["csv/dsar.contact.csv"])))
    assert row["message"].startswith("'=")
    assert json.loads(files["data.json"])["tables"]["dsar.contact"]["rows"][0]["message"].startswith("=")


@pytest.mark.parametrize(
    ("value", "cell"), [("+47 99 00 00 00", "+47 99 00 00 00"), (None, ""), (["a", "b"], '["a", "b"]'), (7, "7")]
)
def test_cell(value: Any, cell: str) -> None:
    assert tables.cell(value) == cell


@pytest.mark.law("D-19")
@pytest.mark.parametrize("message", ["x;=1+2", "linje\n=1", " =1", "\uff1d1"])
def test_csv_of_a_copy_splits_nowhere_into_a_formula(message: str) -> None:
    opened(Right.HUMAN, message=message)
    text = _open()["csv/dsar.contact.csv"]
    assert f"'{message.removeprefix('x;').removeprefix('linje').strip()}" in text


def test_manifest_lists_every_file_with_its_hash() -> None:
    opened()
    content = archive.build(address=ADDRESS, right=Right.ACCESS, reference="AAAA-BBBB", language="nb", now=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        files = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["schema"] == archive.SCHEMA
    assert {file["name"]: file["sha256"] for file in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }


@pytest.mark.law("P31", "D-12")
def test_copy_has_the_information_of_article_15_about_what_is_held() -> None:
    opened()
    information = json.loads(_open()["data.json"])["information"]
    assert {"controller", "held", "recipients", "rights", "automated", "complaint"} <= set(information)
    for held in information["held"]:
        assert all(held[name] for name in ("title", "categories", "purpose", "legal_basis", "retention", "sources"))
    assert information["complaint"]["url"] == "https://www.datatilsynet.no"
    assert not any("Staff" in held["title"] or "ansatt" in held["title"].lower() for held in information["held"])


@pytest.mark.law("T-09", "D-12", "D-13")
def test_copy_lists_each_transfer_and_its_safeguard() -> None:
    host = VendorFactory.create(name="Vert", storage_countries=["US"])
    TransferLegFactory.create(vendor=host, tool=TransferTool.SCC)
    american(name="Under", engaged_by=host, sub_processors_checked_on=NOW.date())
    FrameworkEntry.objects.update(checked_on=NOW.date())
    AdequacyDecision.objects.update(checked_on=NOW.date())
    VendorFactory.create(name="Ukjent", storage_countries=["US"], tool=TransferTool.DPF)
    opened()
    files = _open()
    recipients = {
        recipient["name"]: recipient for recipient in json.loads(files["data.json"])["information"]["recipients"]
    }
    (clauses,), (framework,) = recipients["Vert Ltd"]["transfers"], recipients["Under Ltd"]["transfers"]
    assert (clauses["country"], clauses["kind"]) == ("US", says("stored in"))
    assert says("standard contractual clauses (GDPR Art. 46)") in clauses["safeguard"]
    assert "kopi" in clauses["copy"]
    assert framework["copy"].startswith("https://")
    (unverified,) = recipients["Ukjent Ltd"]["transfers"]
    assert ("Framework" in unverified["safeguard"], unverified["copy"]) == (False, "")
    assert f"USA ({says('stored in')}): {says('standard contractual clauses (GDPR Art. 46)')}" in files["index.html"]


@pytest.mark.law("P31")
def test_information_alone_has_no_values() -> None:
    opened(Right.INFORMATION)
    files = _open(Right.INFORMATION)
    assert json.loads(files["data.json"])["tables"] == {}
    assert not any(name.startswith("csv/") for name in files)


@pytest.mark.law("D-18", "D-27", "P37")
def test_portable_copy_leaves_out_what_we_concluded(replace_entries: ReplaceEntries) -> None:
    opened()
    data = next(one for one in declarations.all_personal() if one.model._meta.label == "dsar.Case")
    fields = {**data.fields, "language": PersonalField(origin=Origin.INFERRED, title="språk")}
    replace_entries(declarations.models, {**declarations.models, data.model: replace(data, fields=fields)})
    portable, full = _open(Right.PORTABILITY), _open(Right.ACCESS)
    assert "language" not in json.loads(portable["data.json"])["tables"]["dsar.case"]["rows"][0]
    assert "language" in json.loads(full["data.json"])["tables"]["dsar.case"]["rows"][0]
    assert "information" not in json.loads(portable["data.json"])
    schema = json.loads(portable["schema.json"])["tables"]["dsar.contact"]
    assert {"name": "email", "title": says("e-mail address"), "origin": "provided"} in schema


def test_secrets_are_never_in_it() -> None:
    User.objects.create_user("ansatt@example.com", ADDRESS, "hunter2hunter2")
    files = _open()
    assert "auth.user" in json.loads(files["data.json"])["tables"]
    assert "password" not in files["data.json"]
    assert "md5$" not in "".join(files.values())


def test_page_is_in_the_language_of_the_request() -> None:
    opened()
    assert '<html lang="nb">' in _open()["index.html"]
    english = _open(language="en")["index.html"]
    assert '<html lang="en">' in english
    assert "Requests about your data" in english
    nynorsk = _open(language="nn")["index.html"]
    assert '<html lang="nn">' in nynorsk
    assert says("Requests about your data", language="nn") in nynorsk
    assert says("Your rights", language="nn") in nynorsk


def test_nothing_held_says_so() -> None:
    files = _open(address="nobody@example.com")
    assert says("We hold nothing about this address.") in files["index.html"]
    assert json.loads(files["data.json"])["tables"] == {}


def test_hidden_rows_and_capitals_are_found() -> None:
    opened(address="Kari@EXAMPLE.com")
    assert "dsar.contact" in json.loads(_open(address="KARI@example.COM")["data.json"])["tables"]


@pytest.mark.law("D-14")
def test_database_writes_rows_as_we_do() -> None:
    person = canary.plant_beside(ADDRESS, NOW)
    plain = [table for table in tables.copied(ADDRESS, Right.ACCESS) if table._is_plain()]
    assert {"dsar.contact", "dsar.case"} <= {table.label for table in plain}, person.planted
    for table in plain:
        ours = [dict(zip(table.fields, values, strict=True)) for values in table.values()]
        written = [json.loads(line) for line in table.lines()]
        assert [_without_digits(row) for row in written] == [
            _without_digits(json.loads(tables.as_json(row))) for row in ours
        ]


def _without_digits(row: dict[str, Any]) -> dict[str, Any]:
    """Times are the same with more or fewer zeros at the end."""
    return {
        name: re.sub(r"(\.\d*?)0*\+", r"\1+", value) if isinstance(value, str) else value for name, value in row.items()
    }


@pytest.mark.law("D-17")
def test_page_shows_the_first_rows_of_many_and_the_data_has_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_SHOWN", 3)
    for number in range(5):
        opened(Right.HUMAN, message=f"spørsmål {number}", now=NOW + timedelta(minutes=number))
    files = _open()
    data = json.loads(files["data.json"])["tables"]["dsar.caseevent"]["rows"]
    assert len(data) > 3
    one, many = (
        "There is %(rows)s more. It is in data.json and in csv/%(file)s.csv.",
        "There are %(rows)s more. They are in data.json and in csv/%(file)s.csv.",
    )
    assert says(one, many, rows=len(data) - 3, file="dsar.caseevent") in files["index.html"]
    assert len(list(csv.reader(io.StringIO(files["csv/dsar.caseevent.csv"])))) == len(data) + 1
