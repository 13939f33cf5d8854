"""An erasure that was wrong is undone while there is a key; then nothing can bring the rows back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.forms.models import model_to_dict
from django.utils import translation

from contact.messages.enums import PersonRole
from contact.messages.models import Message, Reply
from dsar.cases import deciding
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.models import Case, Contact, Job
from dsar.cases.told import ToldAddress
from dsar.desk import consequences
from dsar.desk.admin_decisions import offered
from dsar.erasures import operations as erasures
from dsar.erasures import reerasing, undoing
from dsar.erasures.errors import NotUndone
from dsar.erasures.models import SealedErasure, SealedErasureKey, SealedErasurePiece
from dsar.fulfilment import operations as fulfilment
from dsar.fulfilment import tasks
from dsar.people import operations as people
from dsar.people.models import SameAddress
from newsletter.subscriptions.models import Subscription
from privacy.erasure import operations as erasure
from privacy.erasure.ledger_file import ledger_files
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE
from privacy.retention.models import RetentionRule
from proviso_site.backup import making
from tests.dsar.cases.letters.sent import sent_letters
from tests.dsar.erasures.test_on_hold import hold_row
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.factories.newsletter import ActiveFactory
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("P34", "D-23", "D-24")]
REASON = "Vi slettet opplysningene til feil person."
SECRET = "Hemmelig spørsmål om fakturaen"


def _erased(now: datetime = NOW) -> Job:
    message = MessageFactory.create(email=ADDRESS, text=SECRET)
    Reply.objects.create(message=message, subject="s", text="Svaret", replied_at=NOW, retain_until=NOW)
    ActiveFactory.create(email=ADDRESS)
    job = approved(case=opened(Right.ERASURE), staff=case_worker(), now=now)
    assert fulfilment.run(job_id=job.pk, now=now)
    return Job.objects.get(pk=job.pk)


def _rows() -> list[dict[str, Any]]:
    rows = [*Message.objects.all(), *Reply.objects.all(), *Subscription.objects.all()]
    return [model_to_dict(row) | {"pk": row.pk} for row in rows]


def test_everything_comes_back_as_it_was_and_the_copy_is_gone() -> None:
    message = MessageFactory.create(email=ADDRESS, text=SECRET)
    Reply.objects.create(message=message, subject="s", text="Svaret", replied_at=NOW, retain_until=NOW)
    ActiveFactory.create(email=ADDRESS)
    case, before = opened(Right.ERASURE), _rows()
    fulfilment.run(job_id=approved(case=case, staff=case_worker(), now=NOW).pk, now=NOW)
    assert _rows() == []
    sent_letters()
    erasures.forget_notified(now=NOW)
    assert not Contact.objects.exists()
    undoing.undo(case=case, reason=REASON, staff=case_worker("undoes"), now=NOW + timedelta(days=2))
    assert _rows() == before
    case.refresh_from_db()
    assert (case.state, Contact.objects.get().email) == (State.OPEN, ADDRESS)
    assert not SealedErasure.objects.exists()
    assert not SealedErasurePiece.objects.exists()
    assert case.events.filter(kind=EventKind.UNDONE).count() == 1
    assert list(journal.compare_sources()) == []
    assert sent_letters()[-1].to == [ADDRESS]
    assert says("We have opened your request again") in sent_letters()[-1].subject
    with pytest.raises(WrongState):
        undoing.undo(case=case, reason=REASON, staff=case_worker("again"), now=NOW + timedelta(days=2))


def test_letter_says_until_when_and_the_key_goes_then() -> None:
    job = _erased()
    assert "9. mars 2026" in str(mail.outbox[-1].body)
    ends = NOW + timedelta(days=7)
    assert SealedErasureKey.objects.get().expires_at == ends
    assert undoing.end_keys(now=ends - timedelta(seconds=1)) == 0
    assert undoing.is_possible(job.case, ends - timedelta(seconds=1))
    assert not undoing.is_possible(job.case, ends)
    assert undoing.end_keys(now=ends) > 0
    assert not SealedErasure.objects.exists()
    with pytest.raises(WrongState):
        undoing.undo(case=job.case, reason=REASON, staff=case_worker("late"), now=ends)


def test_tick_destroys_the_key() -> None:
    _erased()
    SealedErasure.objects.update(expires_at=NOW)
    tasks.tick()
    assert not SealedErasureKey.objects.exists()


@pytest.mark.law("D-03", "P29")
def test_copy_never_outlives_the_last_lawful_day() -> None:
    case = opened(Right.ERASURE)
    MessageFactory.create(email=ADDRESS)
    late = datetime.combine(case.latest_on, datetime.min.time().replace(hour=9), tzinfo=PLACE)
    fulfilment.run(job_id=approved(case=case, staff=case_worker(), now=late).pk, now=late)
    assert SealedErasure.objects.get().expires_at == late.replace(hour=12)
    assert undoing.end_of(case, late.replace(hour=12)) is None


def test_without_the_rule_no_copy_is_made() -> None:
    RetentionRule.objects.filter(key=undoing.RULE).delete()
    job = _erased()
    assert not SealedErasure.objects.exists()
    assert "sealed_until" not in job.result
    assert not undoing.is_possible(job.case, NOW)


def test_nobody_reads_the_copy_without_its_key() -> None:
    _erased()
    for piece in SealedErasurePiece.objects.all():
        for word in (SECRET, ADDRESS, "Svaret"):
            assert word.encode() not in bytes(piece.sealed)
    assert b"AGE-SECRET" not in bytes(SealedErasureKey.objects.get().sealed)


@pytest.mark.law("X-13", "A-09")
def test_ledger_is_not_fooled_by_what_was_undone_and_counts_a_later_erasure() -> None:
    job = _erased()
    undoing.undo(case=job.case, reason=REASON, staff=case_worker("undoes"), now=NOW + timedelta(days=1))
    erasure.copy()
    rows = _rows()
    _replay()
    assert _rows() == rows, "a restore erases nothing that was brought back"
    assert Contact.objects.exists()
    case = Case.objects.get(pk=job.case_id)
    again = NOW + timedelta(days=2)
    fulfilment.run(job_id=approved(case=case, staff=case_worker("again"), now=again).pk, now=again)
    message = Message(pk=rows[0]["pk"], **{k: v for k, v in rows[0].items() if k not in ("id", "pk")})
    message.save(force_insert=True)
    _replay()
    assert not Message.objects.exists(), "what was erased again goes after a restore"


def _replay() -> None:
    lines = list(ledger_files()[0].lines())
    again = {"masked": reerasing.mask_again, "erased": reerasing.erase_again, "forgotten": reerasing.forget_again}
    for kind, apply in again.items():
        apply([line for line in lines if line.kind == f"dsar.{kind}"])
    assert reerasing.addresses_left([line for line in lines if line.kind == "dsar.forgotten"]) == 0
    assert reerasing.rows_left([line for line in lines if line.kind == "dsar.erased"]) == 0


def test_all_or_nothing_where_something_stands_in_its_place() -> None:
    job = _erased()
    ActiveFactory.create(email=ADDRESS)
    with pytest.raises(NotUndone):
        undoing.undo(case=job.case, reason=REASON, staff=case_worker("undoes"), now=NOW)
    assert not Message.objects.exists()
    assert SealedErasure.objects.exists()
    with pytest.raises(ReasonsMissing):
        undoing.undo(case=job.case, reason=" ", staff=case_worker("b"), now=NOW)


def test_what_was_written_since_in_a_masked_row_stays_and_staff_are_told() -> None:
    message = MessageFactory.create(email=ADDRESS, name="Kari Nordmann", phone="99 99 99 99", company="")
    message.people.create(
        role=PersonRole.MENTIONED, email="per@example.com", added_at=NOW, retain_until=message.retain_until
    )
    case = opened(Right.ERASURE)
    job = approved(case=case, staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    Message.objects.update(name="Per Berg", company="Berg AS")
    with translation.override("nb"):
        shown = consequences.of_undoing(case, {"reason": REASON}, NOW)
        undoing.undo(case=case, reason=REASON, staff=case_worker("undoes"), now=NOW)
    message.refresh_from_db()
    assert (message.name, message.company) == ("Per Berg", "Berg AS")
    assert (message.email, message.phone) == (ADDRESS, "99 99 99 99")
    told = "Meldinger til oss, Navn: 1"
    assert any(told in line for line in map(str, shown.lines))
    assert told in case.events.get(kind=EventKind.NOTED).note
    assert "Berg" not in case.events.get(kind=EventKind.NOTED).note


@pytest.mark.law("A-08", "D-24")
def test_no_backup_holds_a_key() -> None:
    _erased()
    left_out = making.without_keys()
    keys = {"dsar_sealederasurekey", "dsar_exportkey", "dsar_redactionkey"}
    for table in keys:
        assert f"--exclude-table-data=public.{table}" in left_out
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'dsar_%%key'")
        assert {name for (name,) in cursor.fetchall()} == keys


def test_staff_undo_it_from_the_page_of_the_request() -> None:
    job = _erased()
    with time_machine.travel(NOW, tick=False):
        names = [decision.name for decision in offered(job.case, case_worker("decides"), NOW)]
        assert "undo" in names
        worker = case_worker("works", "view_case", "work_case")
        assert "undo" not in [decision.name for decision in offered(job.case, worker, NOW)]
        shown = consequences.of_undoing(job.case, {"reason": REASON}, NOW)
        assert REASON in shown.lines
        assert any(line.endswith(": 1") for line in map(str, shown.lines))
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert "undo" not in [
            decision.name for decision in offered(job.case, case_worker("late"), NOW + timedelta(days=8))
        ]


def test_times_come_back_to_the_microsecond() -> None:
    exact = NOW + timedelta(microseconds=123456)
    MessageFactory.create(email=ADDRESS, received_at=exact)
    job = _erased()
    undoing.undo(case=job.case, reason=REASON, staff=case_worker("undoes"), now=NOW)
    assert Message.objects.filter(received_at=exact).count() == 1


def test_other_requests_and_addresses_of_the_person_come_back() -> None:
    people.join(one=ADDRESS, other="k@example.com", reason="Ringte", staff=case_worker("joins"), now=NOW)
    other = opened(Right.HUMAN)
    deciding.answer(case=other, text="Svaret", staff=case_worker("answers"), now=NOW)
    MessageFactory.create(email=ADDRESS)
    case = opened(Right.ERASURE)
    before = [[*model.objects.order_by("pk").values()] for model in (SameAddress, ToldAddress)]
    answer = Contact.objects.filter(case=other).values().get()
    fulfilment.run(job_id=approved(case=case, staff=case_worker(), now=NOW).pk, now=NOW)
    sent_letters()
    erasures.forget_notified(now=NOW)
    assert not Contact.objects.exists()
    undoing.undo(case=case, reason=REASON, staff=case_worker("undoes"), now=NOW)
    assert Contact.objects.filter(case=other).values().get() == answer
    assert [[*model.objects.order_by("pk").values()] for model in (SameAddress, ToldAddress)] == before


def test_what_was_kept_and_only_stored_is_used_again() -> None:
    kept, later = MessageFactory.create(email=ADDRESS), NOW + timedelta(minutes=7)
    hold_row(kept)
    MessageFactory.create(email=ADDRESS)
    job = approved(case=opened(Right.ERASURE), staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=job.starts_at or later)
    kept = Message.objects.get(pk=kept.pk)
    assert kept.restricted_at is not None
    undoing.undo(case=job.case, reason=REASON, staff=case_worker("undoes"), now=later)
    assert not Message.objects.exclude(restricted_at=None).exists()
