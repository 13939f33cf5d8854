"""Consents reach the journal in batches; until then, and after, nobody changes what was given."""

from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils import timezone

from consent.choices import jobs, journalled, sealing
from consent.choices.models import ConsentRecord
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.register.models import Revision
from privacy.verdicts import operations as verdicts
from proviso_site.celery import SCHEDULE
from tests.consent.choices.test_views import answer
from tests.together import together

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(JournalEntry.objects.filter(stream="consent").order_by("seq").values_list("event", flat=True))


@pytest.mark.law("C-12")
def test_entry_holds_the_hash_of_what_was_given(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics", headers={"sec-gpc": "1"})
    assert sealing.seal(timezone.now()) == 1
    record = ConsentRecord.objects.get()
    entry = JournalEntry.objects.get(stream="consent")
    assert entry.seq == record.given_seq
    assert entry.facts == journal.canonical(
        {
            "record": record.pk,
            "gpc": True,
            "granted": ["analytics"],
            "interface": record.interface_hash,
            "sha256": sealing.digest(record),
        }
    )
    assert (entry.at, entry.revision) == (record.given_at, published.number)
    assert record.device == ""
    assert list(journal.verify_chain()) == list(journal.compare_sources()) == []


def test_sealing_again_writes_nothing(client: Client, published: Revision) -> None:
    answer(client, "all")
    assert (sealing.seal(timezone.now()), sealing.seal(timezone.now())) == (1, 0)
    answer(client, "none")
    assert (sealing.seal(timezone.now()), sealing.seal(timezone.now())) == (1, 0)
    assert events() == ["consent.given", "consent.withdrawn"]


def test_what_happened_between_two_ticks_is_told_in_its_order(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    answer(client, "all")
    answer(client, "some", "marketing")
    answer(client, "none")
    assert sealing.seal(timezone.now()) == 3
    assert events() == ["consent.given", "consent.replaced", "consent.given", "consent.withdrawn", "consent.given",
                        "consent.withdrawn"]  # fmt: skip
    told = [entry.facts for entry in JournalEntry.objects.filter(stream="consent").exclude(event="consent.given")]
    assert [facts.partition('"withdrawn":')[2] for facts in told] == ["[]}", '["analytics"]}', '["marketing"]}']
    assert not ConsentRecord.objects.unsealed().exists()
    assert list(journal.verify_chain()) == []


def test_more_than_a_batch_is_sealed_in_one_go(
    client: Client, published: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_SEAL", sealing._SEAL.replace(f"LIMIT {sealing._BATCH}", "LIMIT 2"))
    monkeypatch.setattr(sealing, "_BATCH", 2)
    for _ in range(5):
        answer(Client(), "all")
    assert sealing.seal(timezone.now()) == 5
    assert len(events()) == 5


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_tell_everything_once(client: Client, published: Revision) -> None:
    for _ in range(30):
        answer(Client(), "all")
    assert sum(together(*[lambda: sealing.seal(timezone.now())] * 3)) == 30
    assert events() == ["consent.given"] * 30
    assert list(journal.verify_chain()) == []


@pytest.mark.law("C-12")
@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        {"granted": ["marketing"]},
        {"interface_hash": "0" * 64},
        {"given_at": timezone.now()},
        {"is_gpc": True},
        {"language": "en"},
        {"withdrawn_at": timezone.now()},
        {"given_seq": 99, "ended_seq": 98, "ended_under": 1},
    ],
)
def test_database_refuses_to_change_what_was_given(
    client: Client, published: Revision, change: dict[str, Any], is_sealed: bool
) -> None:
    answer(client, "some", "analytics")
    if is_sealed:
        sealing.seal(timezone.now())
    with pytest.raises((InternalError, IntegrityError), match="refused"), transaction.atomic():
        ConsentRecord.objects.update(**change)


@pytest.mark.parametrize("change", [{"withdrawn_at": None}, {"ended_under": None}, {"given_seq": None}])
def test_database_refuses_to_take_an_end_back(client: Client, published: Revision, change: dict[str, Any]) -> None:
    answer(client, "all")
    answer(client, "none")
    sealing.seal(timezone.now())
    with pytest.raises((InternalError, IntegrityError), match="refused"), transaction.atomic():
        ConsentRecord.objects.update(**change)
    ConsentRecord.objects.update(retain_until=timezone.now())


@pytest.mark.law("A-15")
def test_a_record_changed_behind_the_guard_is_found(client: Client, published: Revision) -> None:
    answer(client, "some", "analytics")
    sealing.seal(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consent_consentrecord DISABLE TRIGGER consent_consentrecord_guard")
        cursor.execute("UPDATE consent_consentrecord SET granted = '{marketing}'")
    record = ConsentRecord.objects.get()
    assert [one.line_in_english for one in journal.compare_sources()] == [
        f"consent 1: consent {str(record.pk)[:8]} was changed"
    ]


def test_whoever_reads_the_journal_has_it_whole(client: Client, published: Revision, capsys: Any) -> None:
    answer(client, "all")
    call_command("verify_journal")
    assert events() == ["consent.given"]
    answer(client, "none")
    verdicts.check(now=timezone.now())
    assert events() == ["consent.given", "consent.withdrawn"]


def test_tick_is_on_the_schedule(client: Client, published: Revision) -> None:
    answer(client, "all")
    current_app.loader.import_default_modules()
    assert SCHEDULE[jobs.SEAL].run_every.total_seconds() == 5  # type: ignore[attr-defined]
    current_app.tasks[jobs.SEAL]()
    assert events() == ["consent.given"]


@pytest.mark.law("A-15")
@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ("DELETE FROM consent_consentrecord", "is gone"),
        ("UPDATE consent_interfacetext SET html = 'Something else'", "were rewritten"),
    ],
)
def test_what_the_journal_knows_of_a_consent_and_the_tables_lack_is_found(
    client: Client, published: Revision, lie: str, problem: str
) -> None:
    answer(client, "some", "analytics")
    sealing.seal(timezone.now())
    assert list(journalled.compare()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(lie)
    assert problem in next(journal.compare_sources()).text
