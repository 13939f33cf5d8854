"""What staff leave out of a copy because it is about somebody else (LAW D-16)."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.utils import translation

from contact.messages.models import Attachment, Message
from dsar.cases.copies import losses, operations, redacting, sealing
from dsar.cases.copies.enclosed import FileInCopy
from dsar.cases.copies.errors import FileTooLarge, NotFound, ReasonTells, RedactionLost
from dsar.cases.copies.models import Export
from dsar.cases.enums import JobState, Right, State
from dsar.cases.errors import ReasonsMissing, SecondPersonNeeded, WrongState
from dsar.cases.letters import printing
from dsar.cases.models import Case, Contact
from dsar.cases.redactions import Redaction, RedactionKey
from dsar.fulfilment import operations as fulfilment
from privacy.journal.models import JournalEntry
from tests.dsar.cases.copies.about_another import OTHER, REASON, TEXT, approve, leave_out
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, opened
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-16")]
MARK = says("[… left out: about another person]")


def _files(case: Case) -> dict[str, bytes]:
    """Approve and make a copy, and return what is in it."""
    assert fulfilment.run(job_id=approve(case).pk, now=NOW)
    with zipfile.ZipFile(io.BytesIO(b"".join(operations.content(Export.objects.get(case=case))))) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.law("D-18")
def test_passage_is_replaced_in_every_form_of_the_copy(case: Case, staff: User) -> None:
    leave_out(case, staff)
    files = _files(case)
    for name, content in files.items():
        assert OTHER.encode() not in content, name
    rows = json.loads(files["data.json"])["tables"]["contact.message"]["rows"]
    assert [row["text"] for row in rows].count(f"Hei. {MARK}. Jeg kommer alene.") == 1
    assert f"Hei. {MARK}. Jeg kommer alene." in files["index.html"].decode()
    table = csv.DictReader(io.StringIO(files["csv/contact.message.csv"].decode("utf-8-sig")))
    assert f"Hei. {MARK}. Jeg kommer alene." in {row["text"] for row in table}
    assert Message.objects.filter(text=TEXT).count() == 1, "the data itself stays"


@pytest.mark.law("D-12")
def test_manifest_lists_each_redaction_without_its_text(case: Case, staff: User) -> None:
    leave_out(case, staff)
    files = _files(case)
    (listed,) = json.loads(files["manifest.json"])["redactions"]
    rows = json.loads(files["data.json"])["tables"]["contact.message"]["rows"]
    assert MARK in rows[listed["row"] - 1]["text"]
    assert (listed["table"], listed["field"], listed["whole"]) == ("contact.message", "text", False)
    assert (listed["length"], listed["reason"]) == (len(OTHER), REASON)
    page = files["index.html"].decode()
    assert REASON in page
    assert "utelatt 1 avsnitt" in page


def test_whole_value_is_replaced(case: Case, staff: User) -> None:
    place = next(one for one in redacting.places_of(case) if one.text == TEXT)
    redacting.leave_out_value(case=case, place=place.key, reason=REASON, staff=staff, now=NOW)
    rows = json.loads(_files(case)["data.json"])["tables"]["contact.message"]["rows"]
    assert sorted(row["text"] for row in rows) == sorted([MARK, says("Something else")])


def test_passage_is_left_out_wherever_it_is_and_passages_may_overlap(case: Case, staff: User) -> None:
    MessageFactory.create(email=ADDRESS, text=f"Igjen: {OTHER}", subject="Per Berg")
    assert len(leave_out(case, staff)) == 2
    assert len(leave_out(case, staff, "Per Berg")) == 3
    with pytest.raises(NotFound):
        leave_out(case, staff)
    data = _files(case)["data.json"].decode()
    assert "Per Berg" not in data
    assert f"Igjen: {MARK}" in data


def test_line_breaks_of_a_browser_find_those_of_a_value(case: Case, staff: User) -> None:
    MessageFactory.create(email=ADDRESS, text="Om Kari:\nHun er syk.")
    assert len(leave_out(case, staff, "Om Kari:\r\nHun er syk.")) == 1


def test_passage_that_is_gone_stops_the_copy(case: Case, staff: User) -> None:
    leave_out(case, staff)
    job = approve(case)
    Message.objects.filter(text=TEXT).update(text="Hei. P. Berg er alvorlig syk.")
    assert not fulfilment.run(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.FAILED, "RedactionLost")
    assert not Export.objects.filter(case=case).exists()
    with pytest.raises(RedactionLost):
        redacting.check(Case.objects.get(pk=case.pk))
    fulfilment.stop(case=case, reason="Sladdingen må gjøres på nytt", staff=staff, now=NOW)
    redacting.take_back(redaction=Redaction.objects.get(), staff=staff, now=NOW)
    assert redacting.check(Case.objects.get(pk=case.pk)) == []


def test_row_that_is_gone_stops_the_copy(case: Case, staff: User) -> None:
    leave_out(case, staff)
    job = approve(case)
    Message.objects.filter(text=TEXT).delete()
    assert not fulfilment.run(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    assert job.last_error == "RedactionLost"


def test_who_left_something_out_does_notapprove(case: Case, staff: User) -> None:
    leave_out(case, staff)
    with pytest.raises(SecondPersonNeeded):
        approved(case=case, staff=staff, now=NOW)
    assert approve(case).case_id == case.pk


def test_original_is_sealed_and_can_be_shown(case: Case, staff: User) -> None:
    leave_out(case, staff)
    _files(case)
    redaction = Redaction.objects.get()
    assert OTHER.encode() not in bytes(redaction.sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT dsar_redaction::text FROM dsar_redaction")
        assert OTHER not in cursor.fetchone()[0]
    Message.objects.all().delete()
    (shown,) = redacting.show(case=case, staff=staff, now=NOW)
    assert shown.text == OTHER
    assert JournalEntry.objects.filter(event="dsar.redactions_shown").count() == 1


def test_original_is_kept_as_long_as_the_case_and_its_key_goes_with_it(case: Case, staff: User) -> None:
    leave_out(case, staff)
    _files(case)
    case = Case.objects.get(pk=case.pk)
    assert case.state == State.DONE
    assert Redaction.objects.get().retain_until == RedactionKey.objects.get().retain_until == case.retain_until
    RedactionKey.objects.all().delete()
    with pytest.raises(RedactionLost):
        redacting.show(case=case, staff=staff, now=NOW)


def test_original_goes_with_the_case(case: Case, staff: User) -> None:
    leave_out(case, staff)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dsar_case WHERE id = %s", [case.pk])
    assert not Redaction.objects.exists()
    assert not RedactionKey.objects.exists()


def test_redaction_is_taken_back_before_the_approval_and_not_after(case: Case, staff: User) -> None:
    leave_out(case, staff)
    redacting.take_back(redaction=Redaction.objects.get(), staff=staff, now=NOW)
    assert not RedactionKey.objects.exists()
    leave_out(case, staff)
    approve(case)
    with pytest.raises(WrongState):
        redacting.take_back(redaction=Redaction.objects.get(), staff=staff, now=NOW)
    with pytest.raises(WrongState):
        leave_out(case, staff, "alene")
    events = JournalEntry.objects.filter(event__startswith="dsar.redact").values_list("event", flat=True)
    assert list(events) == ["dsar.redacted", "dsar.redaction_taken_back", "dsar.redacted"]
    assert not JournalEntry.objects.filter(facts__contains="Per Berg").exists()


def test_redaction_needs_a_reason_and_something_toleave_out(case: Case, staff: User) -> None:
    with pytest.raises(ReasonsMissing):
        redacting.leave_out(case=case, passage=OTHER, reason=" ", staff=staff, now=NOW)
    for passage in ("finnes ikke", "  "):
        with pytest.raises(NotFound):
            leave_out(case, staff, passage)
    with pytest.raises(NotFound):
        redacting.leave_out_value(case=case, place="contact.message|x|text", reason=REASON, staff=staff, now=NOW)
    assert not Redaction.objects.exists()


def test_reason_does_not_tell_what_is_left_out(case: Case, staff: User) -> None:
    with pytest.raises(ReasonTells):
        redacting.leave_out(case=case, passage=OTHER, reason=f"Fordi {OTHER}", staff=staff, now=NOW)
    assert not Redaction.objects.exists()


def test_attachment_is_left_out_whole(case: Case, staff: User) -> None:
    content = b"\xff\xd8" + bytes(range(256))
    message = Message.objects.get(text=TEXT)
    Attachment.objects.create(
        message=message, name="bilde.jpg", content_type="image/jpeg", size=258, content=content, retain_until=NOW
    )
    place = next(one for one in redacting.places_of(case) if one.is_file)
    assert "base64" not in place.shown
    redacting.leave_out_value(case=case, place=place.key, reason=REASON, staff=staff, now=NOW)
    data = _files(case)["data.json"].decode()
    assert json.loads(data)["tables"]["contact.attachment"]["rows"][0]["content"] == MARK
    assert "base64" not in data


def test_file_is_left_out_and_its_content_sealed(case: Case, staff: User, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("om Per")
    name = FileInCopy.of(case, FieldFile(Case(), FileField(storage=FileSystemStorage(tmp_path)), "brev.txt"))
    place = redacting.Place(
        model="dsar.case", row=str(case.pk), field="file", title="x", field_title="y", number=1, value=name
    )
    redaction = redacting._redact(
        case=case, place=place, text=place.text, is_whole=True, reason=REASON, staff=staff, now=NOW
    )
    key = bytes(RedactionKey.objects.get().sealed)
    assert sealing.unseal_with(key, bytes(redaction.sealed_file)) == b"om Per"
    marks = redacting.marks_of(case)
    assert type(marks.applied("dsar.case", str(case.pk), "file", name, str(name))) is str
    with pytest.raises(RedactionLost):
        marks.applied("dsar.case", str(case.pk), "file", "files/another", "files/another")


def test_large_file_is_refused(case: Case, staff: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacting, "_LARGEST_FILE", 3)
    (tmp_path / "brev.txt").write_text("om Per")
    name = FileInCopy.of(case, FieldFile(Case(), FileField(storage=FileSystemStorage(tmp_path)), "brev.txt"))
    place = redacting.Place(model="m", row="1", field="f", title="x", field_title="y", number=1, value=name)
    with pytest.raises(FileTooLarge):
        redacting._redact(case=case, place=place, text="x", is_whole=True, reason=REASON, staff=staff, now=NOW)


def test_key_is_taken_over_after_a_restore(case: Case, staff: User) -> None:
    leave_out(case, staff)
    (key,) = losses._redaction_keys(NOW)
    RedactionKey.objects.all().delete()  # no backup has it
    with pytest.raises(RedactionLost):
        redacting.marks_of(case)
    assert losses._carry_redaction_key([key], NOW)
    assert len(redacting.marks_of(case).passages) == 1


def test_paper_copy_leaves_it_out_too(case: Case, staff: User) -> None:
    leave_out(case, staff)
    approve(case)
    with translation.override("nb"):
        printed = printing._copy(Contact.objects.get(case=case))
    assert OTHER not in str(printed)
    assert MARK in str(printed["tables"])
    assert REASON in str(printed["left_out"])


def test_value_of_somebody_else_is_no_place(case: Case, staff: User) -> None:
    other = MessageFactory.create(email="ola@example.com", text="Bare for Ola")
    with pytest.raises(NotFound):
        leave_out(case, staff, "Bare for Ola")
    place = f"contact.message|{other.pk}|text"
    with pytest.raises(NotFound):
        redacting.leave_out_value(case=case, place=place, reason=REASON, staff=staff, now=NOW)


def test_passage_with_tags_between_its_words_is_named(case: Case, staff: User) -> None:
    MessageFactory.create(email=ADDRESS, text="x", html="<p>Per <b>Berg</b>&nbsp;er alvorlig syk</p>")
    made, unreached = redacting.leave_out(case=case, passage=OTHER, reason=REASON, staff=staff, now=NOW)
    assert (len(made), len(unreached)) == (1, 1)


@pytest.mark.parametrize(
    "written",
    [
        "per berg ER ALVORLIG syk",
        "Per  Berg er\xa0alvorlig syk",
        "Per\r\nBerg er alvorlig\n syk",
        "Per Be\xadrg er alvor\u200blig syk",
    ],
)
def test_passage_is_found_in_another_case_and_with_other_spaces(case: Case, staff: User, written: str) -> None:
    message = MessageFactory.create(email=ADDRESS, text=f"Igjen: {written}. Slutt.")
    assert len(leave_out(case, staff)) == 2
    rows = json.loads(_files(case)["data.json"])["tables"]["contact.message"]["rows"]
    assert f"Igjen: {MARK}. Slutt." in [row["text"] for row in rows]
    message.refresh_from_db()
    assert message.text == f"Igjen: {written}. Slutt."


def test_copy_is_read_once_for_a_passage(case: Case, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    read, calls = redacting.tables_of, list[Case]()

    def counted(case: Case, *args: Any, **kwargs: Any) -> Any:
        calls.append(case)
        return read(case, *args, **kwargs)

    monkeypatch.setattr(redacting, "tables_of", counted)
    redacting.leave_out(case=case, passage=OTHER, reason=REASON, staff=staff, now=NOW)
    assert len(calls) == 1


def test_portable_copy_and_no_other_answer_leaves_something_out(staff: User) -> None:
    MessageFactory.create(email=ADDRESS, text=TEXT)
    case = opened(Right.PORTABILITY)
    assert len(leave_out(case, staff)) == 1
    assert OTHER not in _files(case)["data.json"].decode()
    with pytest.raises(WrongState):
        leave_out(opened(Right.ERASURE), staff)


def test_value_is_sealed_to_the_key_of_its_case() -> None:
    one, other = sealing.new_key(), sealing.new_key()
    sealed = sealing.seal_with(one, b"x")
    assert sealing.unseal_with(one, sealed) == b"x"
    with pytest.raises(sealing.DamagedFile):
        sealing.unseal_with(other, sealed)
