"""The record of processing activities: all of Art. 30(1), from rows and declarations, in three formats."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from privacy.inventory import declarations
from privacy.journal.models import JournalEntry
from privacy.recipients.models import Vendor
from privacy.record.operations import RecordFormat, export_record, processing_record
from privacy.record.security import measures
from privacy.register.purposes.models import Purpose
from tests.factories.privacy import NOW, PurposeFactory, VendorFactory, both
from tests.factories.seeds import load_seed
from tests.words import says

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGE = "/admin/privacy/purpose/record/"


@pytest.fixture
def seeded(db: None) -> None:
    load_seed(now=NOW)


def exported(form: RecordFormat, language: str = "nb") -> bytes:
    return export_record(form=form, language=language, now=NOW).content


def as_json(language: str = "nb") -> dict[str, Any]:
    return dict(json.loads(exported(RecordFormat.JSON, language)))


def activity(key: str, language: str = "nb") -> dict[str, Any]:
    return next(activity for activity in as_json(language)["activities"] if activity["key"] == key)


def workbook(language: str = "nb") -> Workbook:
    return load_workbook(io.BytesIO(exported(RecordFormat.XLSX, language)))


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("language", LANGUAGES)
def test_record_has_every_part_of_article_30_for_every_purpose(language: str) -> None:
    found = as_json(language)
    assert found["schema"] == "processing-record-1"
    assert found["controller"][0]["value"] == "Proviso AS"
    assert {activity["key"] for activity in found["activities"]} == set(Purpose.objects.values_list("key", flat=True))
    for one in found["activities"]:
        assert one["title"], one["key"]
        assert one["legal_basis"], one["key"]
        assert one["subjects"], one["key"]
        assert one["data"], one["key"]
        assert one["periods"], one["key"]
    legs = [leg for recipient in found["recipients"] for leg in recipient["transfers"]]
    assert legs
    assert all(leg["country"] and leg["tool"] and leg["status"] for leg in legs)
    assert len(found["security"]) > 10


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("seeded")
def test_record_has_every_declared_model_and_field_under_its_purpose() -> None:
    held = {
        (activity["key"], table["title"], field["title"])
        for activity in as_json()["activities"]
        for table in activity["held"]
        for field in table["fields"]
    }
    with translation.override("nb"):
        for data in declarations.all_personal():
            for field in data.fields.values():
                assert (data.purpose, upper(data.title), upper(field.title)) in held


def upper(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


@pytest.mark.usefixtures("seeded")
def test_origins_are_told_field_by_field() -> None:
    held = {table["title"]: table for table in activity("customer-service", "en")["held"]}
    messages, answers = held["Messages to us"], held["Our answers to your messages"]
    origins = {field["title"]: field["origin"] for field in messages["fields"]}
    assert origins["E-mail address"] == "given by the person"
    assert origins["Received"] == "recorded by the system"
    assert origins["Looks like spam"] == "concluded by us"
    assert {field["origin"] for field in answers["fields"]} == {"recorded by the system"}


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", says("no time limit")), ("nn", says("no time limit", language="nn")), ("en", "no time limit")],
)
def test_journal_that_never_ends_says_so_and_why(language: str, words: str) -> None:
    [period] = activity("accountability", language)["periods"]
    assert period["period"] == words
    assert "journal" in period["what"].lower()
    assert "journal" in period["source"].lower()


@pytest.mark.usefixtures("seeded")
def test_recipients_stand_with_the_purposes_of_their_services() -> None:
    names = {activity["key"]: [each["name"] for each in activity["recipients"]] for activity in as_json()["activities"]}
    assert names["statistics"] == ["HubSpot", "Hotjar"]
    assert names["advertising"] == ["Google"]
    assert names["website"] == ["Cloudflare"]
    assert names["newsletter"] == names["staff"] == []


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("seeded")
def test_recipient_that_no_purpose_explains_is_named_as_missing() -> None:
    VendorFactory.create(key="stray", name="Fremmed")
    found = as_json()
    assert says("%(name)s: for which purpose (d)", name="Fremmed") in found["missing"]
    assert "Fremmed" in [recipient["name"] for recipient in found["recipients"]]


@pytest.mark.usefixtures("seeded")
def test_cookies_stand_with_the_purpose_that_names_them_before_their_category() -> None:
    assert activity("choices")["on_devices"] == ["Proviso AS: pv_choice"]
    assert "Proviso AS: pv_session" in activity("staff")["on_devices"][0]
    assert [line.partition(":")[0] for line in activity("website")["on_devices"]] == ["Cloudflare"]


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"subjects": {}}, says("categories of people (c)")),
        ({"assessment": "unscreened", "assessed_on": None}, says("whether an impact assessment is needed")),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Any], named: str) -> None:
    before = as_json()["missing"]
    Purpose.objects.filter(key="requests").update(**change)
    new = [missing_fact for missing_fact in as_json()["missing"] if missing_fact not in before]
    assert len(new) == 1
    assert new[0].startswith("requests (nb): ")
    assert named in new[0]


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("register")
def test_purpose_without_any_time_limit_is_named_as_missing() -> None:
    PurposeFactory.create(key="endless", title=both("Uten slutt"))
    assert "Uten slutt (nb): slettefrister (f)" in as_json()["missing"]


@pytest.mark.law("A-05")
def test_record_of_a_register_that_nobody_published_for_a_year_says_so(published: Any) -> None:
    later = NOW.replace(year=2027, month=4)
    with translation.override("nb"):
        assert not [
            missing_fact
            for missing_fact in processing_record(now=NOW).missing
            if says("The register was last published more than twelve months ago.") in missing_fact
        ]
        assert [
            missing_fact
            for missing_fact in processing_record(now=later).missing
            if says("The register was last published more than twelve months ago.") in missing_fact
        ]


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_has_a_sheet_for_each_part_that_can_be_read(language: str) -> None:
    book = workbook(language)
    assert len(book.sheetnames) == 8
    assert book.properties.title
    assert book.properties.creator == "Proviso AS"
    for sheet in book.worksheets:
        assert sheet.max_row > 1, sheet.title
        assert sheet.freeze_panes in ("A2", "B2")
        assert all(cell.font.bold and cell.value for cell in sheet[1])
        for column in sheet.iter_cols(min_row=1):
            assert 10 < sheet.column_dimensions[column[0].column_letter].width < 60
            assert all(cell.alignment.wrap_text for cell in column)


@pytest.mark.law("A-08")
@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://example.com")'])
def test_workbook_never_computes_what_somebody_wrote(text: str) -> None:
    Purpose.objects.filter(key="requests").update(description=dict.fromkeys(LANGUAGES, text))
    found = [cell for sheet in workbook().worksheets for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert found
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)
    assert not any(
        cell.data_type == "f" for sheet in workbook().worksheets for row in sheet.iter_rows() for cell in row
    )


@pytest.mark.usefixtures("register")
def test_signs_that_a_workbook_cannot_hold_are_left_out() -> None:
    Purpose.objects.filter(key="requests").update(description=dict.fromkeys(LANGUAGES, "a\x08b" + "x" * 40_000))
    assert any(
        str(cell.value).startswith("abx") for row in workbook().worksheets[1].iter_rows() for cell in row if cell.value
    )


@pytest.mark.law("A-05", "U-01")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_tagged_and_says_its_language(language: str) -> None:
    made = exported(RecordFormat.PDF, language)
    assert made.startswith(b"%PDF-")
    assert f"/Lang({language}-".encode() in made
    assert b"/StructTreeRoot" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


@pytest.mark.law("A-08")
def test_measures_are_what_the_system_sees_and_no_boast(settings: Any) -> None:
    def there() -> dict[str, bool]:
        with translation.override("en"):
            return {measure.title: measure.is_there for measure in measures()}

    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE = 86400, True, True
    settings.DSAR = settings.DSAR | {"EXPORT_IDENTITY": "AGE-SECRET-KEY-1"}
    before = there()
    assert before["Encryption on the way"]
    assert before["Strict Transport Security"]
    assert before["Encryption of copies at rest"]
    assert before["Content Security Policy"]
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT, settings.DSAR = 0, False, {}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": ["'self'", "'unsafe-inline'"]}}
    settings.AUTH_PASSWORD_VALIDATORS = []
    after = there()
    names = ("Encryption on the way", "Strict Transport Security", "Encryption of copies at rest", "Passwords")
    assert not any(after[name] for name in (*names, "Content Security Policy"))


@pytest.mark.law("A-08", "A-15")
def test_journal_whose_guard_is_off_is_told_as_such() -> None:
    from django.db import connection

    def journal() -> bool:
        with translation.override("en"):
            return next(measure.is_there for measure in measures() if measure.title == "Journal")

    assert journal()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_journalentry DISABLE TRIGGER privacy_journalentry_append_only")
    assert not journal()


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("seeded")
def test_export_is_journalled_without_a_value() -> None:
    export_record(form=RecordFormat.XLSX, language="nn", now=NOW, staff_id=7)
    entry = JournalEntry.objects.get(event="record.exported")
    facts = json.loads(entry.facts)
    assert {facts["format"], facts["language"], facts["staff"]} == {"xlsx", "nn", 7}
    assert "Proviso" not in entry.facts


@pytest.mark.usefixtures("seeded")
def test_command_writes_json_and_names_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("processing_record", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["language"] == "nb"
    assert says("organisation number") in err.getvalue()


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("form", "start"), [("json", b"{"), ("xlsx", b"PK"), ("pdf", b"%PDF-")])
def test_command_writes_each_format_to_a_file(tmp_path: Path, form: str, start: bytes) -> None:
    file = tmp_path / "record"
    call_command(
        "processing_record", format=form, language="en", output=file, stdout=io.StringIO(), stderr=io.StringIO()
    )
    assert file.read_bytes().startswith(start)


def staff(client: Client, *permissions: str) -> None:
    user = User.objects.create_user("kari", "kari@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)


@pytest.mark.usefixtures("seeded")
def test_staff_who_may_see_the_register_fetch_the_record(client: Client) -> None:
    staff(client, "view_purpose", "view_vendor", "view_retentionrule")
    assert PAGE in client.get("/admin/privacy/purpose/").content.decode()
    page = client.get(PAGE).content.decode()
    assert says("Organisation number") in page or says("organisation number") in page
    assert not JournalEntry.objects.filter(event="record.exported").exists()
    for form, media_type in (("json", "application/json"), ("pdf", "application/pdf"), ("xlsx", "spreadsheetml")):
        answer = client.post(PAGE, {"format": form, "language": "nb"})
        assert media_type in answer["Content-Type"]
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer["Cache-Control"]
    assert JournalEntry.objects.filter(event="record.exported").count() == 3


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("lacks", ["view_purpose", "view_vendor", "view_retentionrule"])
def test_staff_who_may_not_see_a_part_are_refused(client: Client, lacks: str) -> None:
    staff(client, *({"view_purpose", "view_vendor", "view_retentionrule"} - {lacks}))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"format": "json", "language": "nb"}).status_code == 403
    assert not JournalEntry.objects.filter(event="record.exported").exists()


@pytest.mark.usefixtures("seeded")
def test_visitor_is_sent_to_the_login(client: Client) -> None:
    assert client.get(PAGE).status_code == 302


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("data", [{"format": "exe", "language": "nb"}, {"format": "pdf", "language": "xx"}, {}])
def test_unknown_format_or_language_gives_the_page_again(client: Client, data: dict[str, str]) -> None:
    staff(client, "view_purpose", "view_vendor", "view_retentionrule")
    assert client.post(PAGE, data)["Content-Type"].startswith("text/html")
    assert Vendor.objects.exists()
