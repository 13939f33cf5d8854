"""The bundle for an authority holds what is asked for, and nobody can change it unseen."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from consent.choices.models import ConsentRecord
from dsar.cases.enums import Right
from privacy.inspection.operations import MANIFEST, faults_of, make_bundle, visible_parts
from privacy.journal.models import JournalEntry
from privacy.register.frozen.parts import Storage
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Service
from privacy.register.models import Revision
from privacy.staff.inspection import Scope, parts
from tests.factories.dsar import opened
from tests.factories.privacy import NOW, TODAY
from tests.factories.rules import load_rules

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-05", "A-11", "C-12")]


def scope_of(day: date = TODAY, *, receipt: str = "") -> Scope:
    return Scope(day=day, first=TODAY - timedelta(days=30), last=TODAY, language="nb", now=NOW, receipt=receipt)


def bundle(*, receipt: str = "") -> dict[str, bytes]:
    content = make_bundle(scope=scope_of(receipt=receipt), chosen=dict(parts.items()), staff_id=7)
    assert list(faults_of(content)) == []
    with ZipFile(io.BytesIO(content)) as opened_bundle:
        return {name: opened_bundle.read(name) for name in opened_bundle.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def _rules(published: Revision) -> None:
    load_rules()


@pytest.mark.usefixtures("_rules")
def test_every_part_gives_its_files_and_no_address_leaves() -> None:
    opened(Right.ERASURE, now=NOW - timedelta(days=3))
    files = bundle()
    assert {name.partition("/")[0] for name in files} - {MANIFEST, "README.txt"} == {
        f"{part.order}-{key}" for key, part in parts.items()
    }
    (request,) = table(files["70-requests/requests.csv"])
    assert str(Right.ERASURE.label) in request.values()
    assert not any(b"kari@example.com" in content for content in files.values())
    entry = JournalEntry.objects.get(event="inspection.exported")
    assert json.loads(entry.facts)["staff"] == 7


@pytest.mark.usefixtures("published")
def test_policy_is_the_one_that_was_in_force_on_the_day() -> None:
    assert "20-policy/version-1-nb.pdf" in bundle()
    before = make_bundle(scope=scope_of(TODAY - timedelta(days=1)), chosen={"policy": parts["policy"]}, staff_id=7)
    with ZipFile(io.BytesIO(before)) as files:
        assert not [name for name in files.namelist() if name.endswith(".pdf")]
        assert "20-policy/none.txt" in files.namelist()


def consent(given: datetime, **more: object) -> ConsentRecord:
    return ConsentRecord.objects.create(
        given_at=given, revision_id=1, language="nb", surface="banner", control="all", options=["analytics"],
        granted=["analytics"], granted_at=[given], interface_hash="0" * 64, is_gpc=False,
        expires_at=NOW + timedelta(days=90), **more,
    )  # fmt: skip


def test_consents_of_a_day_are_those_that_nothing_had_ended_by_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(key="counter", category="analytics", name="Teller")
    register = Register(parts={"consent": Storage(services=(service, Service(key="shield", category="necessary")))})
    monkeypatch.setattr(Revision, "register", register)
    Revision.objects.create(number=1, published_at=NOW - timedelta(days=9), content={}, sha256="0" * 64)
    before, later = NOW - timedelta(days=2), NOW + timedelta(days=1)
    new = consent(NOW - timedelta(hours=1))
    consent(before, withdrawn_at=later, ended_under=1)
    consent(before, withdrawn_at=NOW - timedelta(days=1), ended_under=1)
    consent(before, replaced_by=new.pk, ended_under=1)
    consent(before, replaced_by=consent(later).pk, ended_under=1)
    files = {file.name: file.content for file in parts["consents"].make(scope_of())}
    (row,) = table(files["consents.csv"])
    assert list(row.values())[::3] == ["Teller", "1"]
    assert list(row.values())[2] == "3"


@pytest.mark.usefixtures("published")
def test_one_consent_is_found_by_its_number_and_none_by_a_person() -> None:
    record = consent(NOW - timedelta(hours=1))
    receipt = json.loads(bundle(receipt=str(record.pk))["40-consents/receipt.json"])
    assert (receipt["found"], receipt["granted"]) == (True, ["analytics"])
    unknown = json.loads(bundle(receipt="3f333df6-90a4-4fda-8dd3-9485d27cee36")["40-consents/receipt.json"])
    assert unknown["found"] is False


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("change", ["changed", "added", "removed", "signature", "not a bundle"])
def test_bundle_that_was_touched_is_not_whole(change: str) -> None:
    files = bundle()
    name = "README.txt"
    if change == "changed":
        files[name] += b"!"
    elif change == "added":
        files["more.txt"] = b""
    elif change == "removed":
        del files[name]
    elif change == "signature":
        signed = json.loads(files[MANIFEST])
        signed["manifest"]["day"] = "2020-01-01"
        files[MANIFEST] = json.dumps(signed).encode()
    written = io.BytesIO()
    with ZipFile(written, "w") as touched:
        for each, content in files.items():
            touched.writestr(each, content)
    assert list(faults_of(b"PK" if change == "not a bundle" else written.getvalue()))


@pytest.mark.usefixtures("published")
def test_staff_download_it_and_the_command_verifies_it(admin_client: Client, tmp_path: object) -> None:
    page = admin_client.get("/admin/privacy/purpose/inspection/").content.decode()
    assert all(str(part.title) in page for part in visible_parts(User.objects.get(username="admin")).values())
    sent = {"day": "2026-03-10", "first": "2026-02-01", "last": "2026-03-10", "language": "nb"}
    answer = admin_client.post("/admin/privacy/purpose/inspection/", sent)
    assert answer["Content-Type"] == "application/zip"
    file = tmp_path / "bundle.zip"  # type: ignore[operator]
    file.write_bytes(answer.content)
    call_command("verify_bundle", str(file))
    file.write_bytes(answer.content[:-30])
    with pytest.raises(CommandError):
        call_command("verify_bundle", str(file))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("wrong", [{"receipt": "7"}, {"last": "2026-01-01"}, {"day": ""}, {"language": "xx"}])
def test_what_makes_no_sense_is_asked_again(admin_client: Client, wrong: dict[str, str]) -> None:
    sent = {"day": "2026-03-10", "first": "2026-02-01", "last": "2026-03-10", "language": "nb"} | wrong
    answer = admin_client.post("/admin/privacy/purpose/inspection/", sent)
    assert answer["Content-Type"].startswith("text/html")
    assert 'class="errorlist"' in answer.content.decode()


def test_page_is_closed_without_the_permissions(client: Client) -> None:
    client.force_login(User.objects.create_user("ola@example.com", password="x", is_staff=True))
    assert client.get("/admin/privacy/purpose/inspection/").status_code == 403
