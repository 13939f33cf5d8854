"""Taking a list over: evidence for each consent, nobody revived, nothing half-done, the journal whole."""

import time
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from newsletter.imports import batches, exporting, journalled
from newsletter.imports import operations as imports
from newsletter.imports.enums import Basis, ImportState
from newsletter.imports.errors import ImportNotWaiting
from newsletter.imports.models import ImportedConsent, ListImport
from newsletter.issues import faults
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.journalled import compare
from newsletter.subscriptions.models import ConsentText, PendingSignUp, Subscription
from newsletter.suppression.enums import SuppressionReason
from newsletter.suppression.models import Suppression
from newsletter.suppression.operations import suppress_many
from newsletter.suppression.queries import is_suppressed
from privacy.journal.models import JournalEntry
from privacy.journal.operations import verify_chain
from privacy.letters.models import Letter
from privacy.restriction import operations as only_stored
from privacy.restriction.enums import RestrictionCause
from tests.factories.newsletter import NOW, subscribed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules"), pytest.mark.law("P19")]
TEXT = "Yes, send me the news."


def many(count: int, *, first: int = 0) -> str:
    lines = (f"person{number}@example.com,2024-03-01 10:20:30" for number in range(first, first + count))
    return "Email Address,CONFIRM_TIME\n" + "\n".join(lines) + "\n"


def uploaded(content: str, basis: Basis = Basis.CONFIRMED) -> ListImport:
    row = imports.upload(
        content=content.encode(), basis=basis, consent_text=TEXT, source="the old shop", language="nb", by=None, now=NOW
    )
    return imports.read(import_id=row.pk)


def taken_over(content: str, basis: Basis = Basis.CONFIRMED) -> ListImport:
    row = uploaded(content, basis)
    imports.take_over(import_id=row.pk, by=None, now=NOW)
    return list(imports.take_over_rows(import_id=row.pk, clock=lambda: NOW))[-1]


def is_whole() -> bool:
    """Tell whether the journal verifies and knows every subscription and its evidence, and P19 sees nothing."""
    found = [*verify_chain(), *compare(), *journalled.compare()]
    return found == [] and faults.count_never_confirmed() == faults.count_came_back() == 0


@pytest.mark.law("D-26")
@pytest.mark.parametrize(("has_left", "fate"), [(False, "known"), (True, "has_left")])
def test_nobody_whose_data_is_only_stored_is_put_on_the_list_past_it(*, has_left: bool, fate: str) -> None:
    person = subscribed("person1@example.com")
    if has_left:
        subscriptions.unsubscribe(subscription_id=person.pk, reason=EndReason.PAGE, now=NOW)
        Suppression.objects.all().delete()  # as on a site without such a list
    rows = Subscription.objects.filter(pk=person.pk)
    only_stored.restrict(rows=[rows], cause=RestrictionCause.REQUESTED, source=uuid4(), now=NOW)
    row = taken_over(many(3))
    assert row.counts == row.results == {"subscribed": 2, fate: 1}
    assert Subscription.stored.count() == 3


def test_reading_writes_nothing_about_anybody() -> None:
    row = uploaded(many(3))
    assert row.counts == {"subscribed": 3}
    assert row.state == ImportState.READY
    assert not Subscription.objects.exists()
    assert not JournalEntry.objects.filter(stream="newsletter").exists()


def test_consents_are_taken_over_each_with_its_evidence() -> None:
    row = taken_over(many(3))
    assert row.results == {"subscribed": 3}
    assert (row.state, row.content) == (ImportState.DONE, None)
    subscription = Subscription.objects.get(email="person1@example.com")
    assert subscription.state == SubscriptionState.ACTIVE
    assert ConsentText.objects.get(pk=subscription.consent_sha256).text == TEXT
    evidence = subscription.imported_consent
    assert evidence.given_at.astimezone(UTC).isoformat() == "2024-03-01T09:20:30+00:00"
    assert (evidence.source, evidence.place, evidence.list_sha256) == ("the old shop", "3", row.sha256)
    assert is_whole()
    assert list(JournalEntry.objects.filter(stream="newsletter").values_list("event", flat=True).order_by("seq")) == [
        "newsletter.import_begun", *["newsletter.confirmed"] * 3, "newsletter.import_done",
    ]  # fmt: skip


@pytest.mark.parametrize("change", ["given_at = given_at + interval '1 day'", "source = 'elsewhere'", "place = '9'"])
def test_evidence_that_was_changed_is_found(change: str) -> None:
    taken_over(many(2))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE newsletter_importedconsent SET {change} WHERE place = '2'")
    assert len(list(journalled.compare())) == 1


def test_subscription_without_an_entry_is_found() -> None:
    taken_over(many(1))
    Subscription.objects.update(confirmed_at=NOW + timedelta(seconds=1))
    assert faults.count_never_confirmed() == 1


def test_people_without_evidence_are_asked_and_confirm_themselves() -> None:
    row = taken_over("email\nkari@example.com\n", Basis.ASK)
    assert row.results == {"asked": 1}
    subscription = PendingSignUp.objects.get()
    letter = Letter.objects.get()
    assert (letter.kind, letter.object_id) == (subscriptions.SIGN_UP_LETTER, subscription.pk)
    assert subscriptions.answer_request(subscription_id=subscription.pk, now=NOW) == subscription
    assert subscriptions.confirm(subscription_id=subscription.pk, now=NOW)
    assert not ImportedConsent.objects.exists()
    assert is_whole()


def test_requests_of_a_long_list_leave_one_after_another(settings: object) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"IMPORTED_REQUESTS_AN_HOUR": 2}
    taken_over("email\n" + "".join(f"person{number}@example.com\n" for number in range(5)), Basis.ASK)
    due = sorted((letter.due_at - NOW) / timedelta(minutes=1) for letter in Letter.objects.all())
    assert due == [0, 30, 60, 90, 120]


@pytest.mark.law("P29")
def test_nobody_who_left_or_was_suppressed_comes_back_by_a_list() -> None:
    gone = subscribed("person0@example.com")
    subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.PAGE, now=NOW)
    suppress_many(addresses=["person1@example.com"], reason=SuppressionReason.COMPLAINED, now=NOW)
    subscribed("person2@example.com")
    for basis in (Basis.CONFIRMED, Basis.ASK):
        row = taken_over(many(4), basis)
        assert {key: row.results.get(key) for key in ("has_left", "known")} == {
            "has_left": 2,
            "known": 1 if basis == Basis.CONFIRMED else 2,
        }
    assert {str(email) for email in Subscription.objects.active().values_list("email", flat=True)} == {
        "person2@example.com", "person3@example.com",
    }  # fmt: skip
    assert is_whole()


def test_who_leaves_between_the_preview_and_the_import_stays_away() -> None:
    row = uploaded(many(1))
    gone = subscribed("person0@example.com")
    subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.PAGE, now=NOW)
    imports.take_over(import_id=row.pk, by=None, now=NOW)
    [*_batches, done] = imports.take_over_rows(import_id=row.pk, clock=lambda: NOW)
    assert done.results == {"has_left": 1}
    assert not Subscription.objects.active().exists()


def test_list_of_people_not_to_be_written_to_becomes_suppression_and_ends_what_they_have() -> None:
    subscribed("kari@example.com")
    row = taken_over("email,status\nkari@example.com,cleaned\nola@example.com,unsubscribed\n", Basis.SUPPRESS)
    assert row.results == {"suppressed": 1, "leaves": 1}
    assert not Subscription.objects.active().exists()
    assert is_suppressed("kari@example.com")
    assert is_suppressed("ola@example.com")
    assert is_whole()


def test_who_confirmed_here_after_they_left_there_stays() -> None:
    subscribed("kari@example.com")
    row = taken_over("email,UNSUB_TIME\nkari@example.com,2021-09-01 08:00:00\n", Basis.SUPPRESS)
    assert row.results == {"known": 1}
    assert Subscription.objects.active().count() == 1


def test_killed_import_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 3)
    row = uploaded(many(10))
    imports.take_over(import_id=row.pk, by=None, now=NOW)
    running = imports.take_over_rows(import_id=row.pk, clock=lambda: NOW)
    next(running)
    next(running)
    imports.close_interrupted(run_id=row.pk, now=NOW)
    assert ListImport.objects.get().state == ImportState.RUNNING, "somebody is at work"
    running.close()
    imports.close_interrupted(run_id=row.pk, now=NOW)
    imports.discard(import_id=row.pk)
    assert ListImport.objects.get().state == ImportState.INTERRUPTED
    assert JournalEntry.objects.filter(event="newsletter.import_interrupted").count() == 1
    assert Subscription.objects.count() == ImportedConsent.objects.count() == 6
    assert is_whole()
    imports.take_over(import_id=row.pk, by=None, now=NOW)
    [*_batches, done] = imports.take_over_rows(import_id=row.pk, clock=lambda: NOW)
    assert (done.state, done.results) == (ImportState.DONE, {"subscribed": 10})
    assert Subscription.objects.count() == ImportedConsent.objects.count() == 10
    assert is_whole()


def test_batch_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last statement of a batch fails: nothing before it stands."""

    def fail(**_values: object) -> int:
        raise OSError

    row = uploaded(many(2))
    imports.take_over(import_id=row.pk, by=None, now=NOW)
    monkeypatch.setattr(batches.journal, "append_many", fail)
    with pytest.raises(OSError):  # noqa: PT011 - raised above
        list(imports.take_over_rows(import_id=row.pk, clock=lambda: NOW))
    assert not Subscription.objects.exists()
    assert ListImport.objects.get().done_rows == 0


def test_list_is_taken_over_once() -> None:
    row = taken_over(many(1))
    with pytest.raises(ImportNotWaiting):
        imports.take_over(import_id=row.pk, by=None, now=NOW)
    with pytest.raises(ImportNotWaiting):
        list(imports.take_over_rows(import_id=row.pk, clock=lambda: NOW))


def test_time_of_a_person_does_not_grow_with_the_list() -> None:
    """So that 100,000 people are a matter of minutes: each takes 2 to 3 ms."""
    started = time.monotonic()
    taken_over(many(600))
    assert time.monotonic() - started < 600 * 0.01
    assert Subscription.objects.active().count() == 600


def test_evidence_goes_with_its_subscription() -> None:
    taken_over(many(1))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsletter_subscription")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not ImportedConsent.objects.exists()


def test_export_has_who_confirmed_and_no_formula_and_can_be_read_back() -> None:
    taken_over(many(2))
    subscriptions.sign_up(address="waits@example.com", language="nb", form="newsletter.signup", text=TEXT, now=NOW)
    gone = subscribed("gone@example.com")
    subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.PAGE, now=NOW)
    subscribed("=cmd@example.com")
    text = "".join(exporting.lines())
    assert text.splitlines()[0].startswith("email,language,topics,status")
    assert "'=cmd@example.com" in text
    assert "waits@" not in text
    assert "gone@" not in text
    assert "2024-03-01T09:20:30" in text
    assert uploaded(text).counts["known"] == 2


def test_commands_show_first_and_write_when_they_are_told_to(tmp_path: Path) -> None:
    file, words = tmp_path / "list.csv", tmp_path / "words.txt"
    file.write_text(many(2) + "no address,\n")
    words.write_text(TEXT)
    options = {"basis": "confirmed", "consent_text": words, "source": "the old shop"}
    with pytest.raises(CommandError, match="evidence"):
        call_command("import_subscribers", str(file), basis="confirmed")
    out = StringIO()
    call_command("import_subscribers", file, stdout=out, **options)
    assert "line 4" in out.getvalue()
    assert not Subscription.objects.exists()
    assert not ListImport.objects.exists()
    call_command("import_subscribers", file, take_over=True, stdout=StringIO(), **options)
    assert Subscription.objects.active().count() == 2
    written = tmp_path / "out.csv"
    call_command("export_subscribers", written, stdout=StringIO())
    assert "person1@example.com" in written.read_text()
    with pytest.raises(CommandError):
        call_command("export_subscribers", written)
    assert JournalEntry.objects.filter(event="newsletter.exported").count() == 2
