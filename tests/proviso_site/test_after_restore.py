"""A database that was restored from before erasures: closed until every one of them is done again and proven."""

import json
import smtplib
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings

from contact.messages.models import Message
from dsar.cases.enums import Right, State
from dsar.cases.models import Case, Contact, Job
from dsar.fulfilment import operations as fulfilment
from newsletter.issues import deliveries, promises
from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions.operations import ENDED
from privacy.erasure import operations as erasure
from privacy.erasure import replaying, restore_guard
from privacy.erasure.restore_guard import LedgerState
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.frozen.register import Register
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from privacy.register.purposes.models import Controller
from privacy.retention.models import RetentionRun
from privacy.signed_heads import operations as heads
from privacy.signed_heads import verifying
from privacy.signed_heads.head_storage import head_storages
from proviso_site.backup import losses
from proviso_site.health.tasks import heartbeat
from tests.factories.dsar import approved, case_worker, opened
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory
from tests.factories.rules import load_rules
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-09", "D-24", "X-13")]
PERSON, READER = "kari@example.com", "ola@example.com"
LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()
    Controller.objects.update_or_create(pk=1, defaults=register.read_seed(settings.SEED_FILE)["controller"])
    in_force.forget()


@pytest.fixture(autouse=True)
def away(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVACY = settings.PRIVACY | {"JOURNAL_HEADS": [str(tmp_path / "away")]}
    return tmp_path / "away"


@pytest.fixture
def restored() -> None:
    """One person erased and one reader gone since the backup that is here again."""
    ActiveFactory.create(email=READER)
    person = ActiveFactory.create(email=PERSON)
    Delivery.objects.create(issue=IssueFactory.create(), subscription=person, due_at=NOW)
    Message.objects.create(email=PERSON, text="Hei", language="nb", received_at=NOW, retain_until=NOW + 99 * DAY)
    case = opened(Right.ERASURE, address=PERSON, now=NOW)
    Letter.objects.update(ended_at=NOW, is_sent=True)
    with going_back():
        journal.append(stream="test", event="test.done", facts={}, now=NOW)
        job = approved(case=case, staff=case_worker(), now=NOW)
        assert fulfilment.run(job_id=job.pk, now=NOW)
        assert not Contact.objects.exists()
        gone = Subscription.objects.get(email=READER)
        subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.ONE_CLICK, now=NOW)
        erasure.copy()
        heads.sign_due(now=NOW + DAY)
        heads.place_due(now=NOW + DAY)
    mail.outbox.clear()


DAY = timedelta(days=1)


class going_back:  # noqa: N801 - reads as a sentence
    """What happens inside happened, for everybody outside the database; the database itself forgets it."""

    def __enter__(self) -> None:
        self.point = transaction.savepoint()

    def __exit__(self, *_error: object) -> None:
        transaction.savepoint_rollback(self.point)
        restore_guard.forget()
        in_force.forget()


def test_restored_database_is_seen_and_the_part_is_named(client: Client, restored: None) -> None:
    heartbeat()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, is_well in answer.json()["parts"].items() if not is_well] == ["erasures"]
    assert Subscription.objects.filter(email=PERSON).exists()  # the backup brought her back


@pytest.mark.parametrize(
    "path",
    [
        "/mine-data/",
        "/en/my-data/",
        "/nyhetsbrev/",
        "/kontakt/",
        "/admin/",
        "/samtykke/",
        "/nyhetsbrev/avmeld/x/",
        "/x",
    ],
)
def test_no_page_that_could_hold_personal_data_is_served(client: Client, restored: None, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert answer["Cache-Control"] in ("no-store", "private, no-store")
    text = answer.content.decode()
    assert all(f'lang="{code}"' in text for code in ("nb", "nn", "en"))
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/samtykke/", "/kontakt/", "/nyhetsbrev/", "/", "/personvern/"])
def test_nothing_is_taken_in(client: Client, restored: None, path: str) -> None:
    before = JournalEntry.objects.count()
    answer = client.post(path, {"choice": "all", "email": "new@example.com"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 503
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    "path", ["/healthz", "/", "/en/", "/robots.txt", "/.well-known/security.txt", "/.well-known/gpc.json"]
)
def test_what_is_about_nobody_is_served(client: Client, restored: None, path: str) -> None:
    assert client.get(path).status_code == 200


def test_policy_is_served(client: Client, restored: None) -> None:
    assert client.get("/personvern/").status_code != 503


def test_worker_sends_nothing_and_runs_nothing(restored: None, mailoutbox: list[Any]) -> None:
    current_app.loader.import_default_modules()
    Letter.objects.update(ended_at=None, due_at=NOW)
    for name in ("privacy.send_due_letters", "dsar.tick", "newsletter.resume_issues", "privacy.run_retention"):
        current_app.tasks[name]()
    assert mailoutbox == []
    assert not Letter.objects.filter(attempts__gt=0).exists()
    current_app.tasks["proviso_site.heartbeat"]()


def test_replay_does_it_all_again_and_opens(client: Client, restored: None, mailoutbox: list[Any]) -> None:
    heartbeat()
    done = replaying.replay(now=LATER)
    assert (done.again, done.proven, done.deleted) == (4, 4, 0)  # with the restore itself
    assert not Subscription.objects.filter(email=PERSON).exists()
    assert not Message.objects.exists()
    assert not Contact.objects.exists()
    assert not Delivery.objects.exists()
    reader = Subscription.objects.get(email=READER)
    assert (reader.state, reader.ended_at, reader.end_reason) == (SubscriptionState.ENDED, NOW, EndReason.ONE_CLICK)
    assert reader.retain_until == NOW + 7 * DAY  # a stop keeps nothing that it does not need
    case = Case.objects.get()
    assert (case.state, case.closed_at) == (State.DONE, NOW)
    assert not Job.objects.exists()
    assert client.get("/readyz").status_code == 200
    assert client.get("/mine-data/").status_code == 200
    assert all(READER not in mail.to for mail in mailoutbox)


def test_replaying_again_does_nothing(restored: None, settings: Any) -> None:
    replaying.replay(now=LATER)
    before = Path(settings.PRIVACY["ERASURE_LEDGER"]).read_text()
    again = replaying.replay(now=LATER)
    assert (again.again, again.deleted) == (0, 0)
    assert again.proven == 4
    assert Path(settings.PRIVACY["ERASURE_LEDGER"]).read_text() == before
    assert restore_guard.compare_with_ledger() is LedgerState.IN_STEP


def test_restored_journal_holds_and_tells_of_the_restore(restored: None, away: Path) -> None:
    """What was signed since the backup is not there; the ledger says why, so it is a restore and no tampering."""
    assert [fault.line for fault in verifying.verify(places=head_storages(), now=LATER).faults] != []
    replaying.replay(now=LATER)
    report = verifying.verify(places=head_storages(), now=LATER)
    assert report.faults == ()
    assert len(report.restores) == 1
    entry = JournalEntry.objects.get(event="restore.replayed")
    assert json.loads(entry.facts)["lines"] == 4
    assert heads.sign_due(now=NOW + DAY) == []  # taken back from where it lies
    heads.sign_due(now=LATER)
    heads.place_due(now=LATER)
    assert verifying.verify(places=head_storages(), now=LATER).faults == ()
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert "Restored 2026-03-13" in out.getvalue()


def test_restore_excuses_nothing_that_the_backup_held(restored: None) -> None:
    journal.append(stream="kept", event="test.done", facts={}, now=NOW)
    replaying.replay(now=LATER)
    assert verifying.verify(places=[], now=LATER).faults == ()
    from tests.privacy.signed_heads.test_operations import attack

    attack("DELETE FROM privacy_journalentry WHERE stream = 'kept'")
    found = [fault.line_in_english for fault in verifying.verify(places=[], now=LATER).faults]
    assert found == ["kept 1: cut off: 1 entries were signed for 2026-03-13"]


def test_ledger_that_was_shortened_or_written_anew_is_found_by_the_heads(restored: None, settings: Any) -> None:
    replaying.replay(now=LATER)
    heads.sign_due(now=LATER + DAY)
    path = Path(settings.PRIVACY["ERASURE_LEDGER"])
    whole = path.read_text()
    path.write_text("".join(line + "\n" for line in whole.splitlines()[:-1]))
    found = [fault.line_in_english for fault in verifying.verify(places=[], now=LATER).faults]
    assert "ledger 4: cut off: 4 lines were signed for 2026-03-13" in found
    path.write_text(whole.replace('"kind":"newsletter.ended"', '"kind":"newsletter.other"'))
    found = [fault.line_in_english for fault in verifying.verify(places=[], now=LATER).faults]
    assert any(problem.startswith("ledger") and problem.endswith("changed") for problem in found)


def test_site_stays_closed_when_something_is_left(restored: None, replace_entries: ReplaceEntries) -> None:
    """A replay that does not do its work: the row stays, so the proof fails, and nothing of it is committed."""
    from privacy.erasure import ledger_kinds

    kind = ledger_kinds.ledger_kind(ENDED)
    idle = ledger_kinds.LedgerKind(apply=lambda _lines: None, remains=kind.remains)
    replace_entries(ledger_kinds.kinds, {**ledger_kinds.kinds, ENDED: idle})
    with pytest.raises(
        CommandError, match=r"1 rows that were ended by lines \d to \d of the ledger \(newsletter.ended\)"
    ):
        call_command("replay_erasures")
    assert restore_guard.compare_with_ledger() is LedgerState.RESTORED
    assert Subscription.objects.filter(email=PERSON).exists()


def test_retention_runs_again_for_what_it_had_deleted_since_the_backup() -> None:
    """Nothing about retention is in the ledger: the rows hold their own end, and the engine runs as of now."""
    Message.objects.create(email=PERSON, text="Hei", language="nb", received_at=NOW, retain_until=NOW + DAY)
    ActiveFactory.create(email=READER)
    with going_back():
        gone = Subscription.objects.get(email=READER)
        subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.PAGE, now=NOW)
        erasure.copy()
    done = replaying.replay(now=NOW + 40 * DAY)
    assert done.deleted == 2  # the message by its own end, the subscription by the end that the ledger gave it
    assert not Message.objects.exists()
    assert not Subscription.objects.exists()
    assert RetentionRun.objects.count() == 2


@pytest.mark.law("P19")
def test_issue_goes_on_after_a_restore_with_the_copies_that_never_left_and_only_those(mailoutbox: list[Any]) -> None:
    subscribers(5)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    sent_before = deliver_some(issue, 1)
    with going_back():
        sent_since = deliver_some(issue, 2)
        replaying.declare_restore(backup_at=NOW, heads_then=[], now=LATER)
    killed = Delivery.objects.pending().exclude(pk__in=sent_since)[0]
    Delivery.objects.filter(pk=killed.pk).update(state=DeliveryState.CLAIMED, claimed_at=NOW)  # in the backup
    replaying.replay(now=LATER)
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert {pk for pk, state in states.items() if state == DeliveryState.SENT} == sent_before
    assert {pk for pk, state in states.items() if state == DeliveryState.UNCERTAIN} == sent_since
    assert sorted(states.values()).count(DeliveryState.PENDING) == 2
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.KEPT
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: LATER) == 2
    ids = [message.extra_headers["Message-ID"] for message in mailoutbox]
    assert len(ids) == len(set(ids)) == 5
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.KEPT


@pytest.mark.parametrize(("is_without_ledger", "state"), [(True, "uncertain"), (False, "pending")])
def test_copies_are_in_doubt_when_neither_database_nor_ledger_says_what_was_sent(
    is_without_ledger: bool, state: str
) -> None:
    subscribers(2)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    report = losses.carry({}, ["deliveries"], backup_at=NOW, is_without_ledger=is_without_ledger, now=LATER)
    replaying.replay(now=LATER, is_declared=True)
    assert set(Delivery.objects.values_list("state", flat=True)) == {state}
    assert next(report.lines).startswith("NOT READABLE in the database that was replaced: deliveries.")
    assert promises.only_to_subscribers(FACTS).kind == VerdictKind.KEPT


@pytest.mark.law("P19", "M-03")
def test_consent_is_asked_again_at_the_claim_after_a_restore(mailoutbox: list[Any]) -> None:
    subscribers(2)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    with going_back():
        gone = Delivery.objects.all()[0].subscription_id
        subscriptions.unsubscribe(subscription_id=gone, reason=EndReason.ONE_CLICK, now=NOW)
        erasure.copy()
    replaying.replay(now=LATER)
    assert deliveries.deliver(issue_id=issue.pk, clock=lambda: LATER) == 1
    assert Delivery.objects.get(subscription_id=gone).state == DeliveryState.SKIPPED
    assert len(mailoutbox) == 1


def test_copy_that_was_put_off_before_the_backup_waits_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the file of what was handed over, but the mail server refused it for the time being."""
    subscribers(1)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)

    def busy(*_arguments: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"x": (451, b"later")})

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", busy)
        assert deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW) == 0
    with going_back():
        replaying.declare_restore(backup_at=NOW, heads_then=[], now=LATER)
    replaying.replay(now=LATER)
    assert Delivery.objects.get().state == DeliveryState.PENDING


FACTS = Facts(now=LATER, register=Register())


def subscribers(count: int) -> None:
    """Have some people sign up and confirm, as the journal sees it."""
    for number in range(count):
        address = f"reader{number}@example.com"
        asked = subscriptions.sign_up(address=address, language="nb", form="newsletter.signup", text="Ja", now=NOW)
        subscriptions.confirm(subscription_id=asked.pk, now=NOW)


def deliver_some(issue: Issue, count: int) -> set[UUID]:
    """Let a lane end after some copies; return which were sent."""
    sent = Delivery.objects.filter(state=DeliveryState.SENT)
    before = set(sent.values_list("pk", flat=True))

    def clock() -> datetime:
        return NOW + deliveries.LANE_LASTS if sent.count() >= len(before) + count else NOW

    with override_settings(NEWSLETTER=settings.NEWSLETTER | {"BATCH": 1}):
        assert deliveries.deliver(issue_id=issue.pk, clock=clock) == count
    return set(sent.values_list("pk", flat=True)) - before


def test_restore_that_lost_no_erasure_can_be_declared() -> None:
    out = StringIO()
    call_command("replay_erasures", restored=True, stdout=out)
    assert out.getvalue().startswith("1 lines done again")
    assert restore_guard.compare_with_ledger() is LedgerState.IN_STEP


def test_lost_ledger_is_only_written_anew_when_told(settings: Any) -> None:
    ActiveFactory.create(email=READER)
    subscriptions.unsubscribe(subscription_id=Subscription.objects.get().pk, reason=EndReason.PAGE, now=NOW)
    erasure.copy()
    path = Path(settings.PRIVACY["ERASURE_LEDGER"])
    whole = path.read_text()
    path.unlink()
    with pytest.raises(CommandError, match="lines that the ledger lacks"):
        call_command("replay_erasures")
    call_command("replay_erasures", rewrite_ledger=True, stdout=StringIO())
    assert path.read_text() == whole
    assert JournalEntry.objects.filter(event="ledger.rewritten").count() == 1
