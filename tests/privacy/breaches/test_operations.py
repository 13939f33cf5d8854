"""The 72-hour clock, the warnings, the notification, the letters to those affected, and what stays (LAW A-11)."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from privacy.breaches import operations as breaches
from privacy.breaches import queries
from privacy.breaches.enums import BreachRisk
from privacy.breaches.errors import BreachClosed, BreachIncomplete
from privacy.breaches.models import Breach, BreachAlarm, BreachRecipient
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from tests.factories.breaches import AWARE, STAFF, breach, breach_worker, hours, recorded
from tests.factories.contact import MessageFactory
from tests.factories.newsletter import ActiveFactory
from tests.factories.privacy import ControllerFactory
from tests.factories.rules import load_rules
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-11")]

SUBSCRIBERS = "newsletter.subscription"
MESSAGES = "contact.message"


@pytest.fixture(autouse=True)
def _ground() -> None:
    load_rules()
    ControllerFactory.create()


def send_all(now: datetime) -> None:
    for letter in Letter.objects.due(now):
        letters.send(letter_id=letter.pk, now=now)


def events() -> list[str]:
    return list(JournalEntry.objects.filter(stream="breaches").order_by("seq").values_list("event", flat=True))


def test_clock_is_72_hours_over_a_weekend_and_over_summer_time() -> None:
    assert breach().due_at == datetime(2026, 3, 9, 15, 30, tzinfo=UTC)
    spring = breach(aware_at=datetime(2026, 3, 28, 11, 0, tzinfo=UTC))  # clocks go forward on the 29th
    assert spring.due_at - spring.aware_at == timedelta(hours=72)
    easter = breach(aware_at=datetime(2026, 4, 2, 10, 0, tzinfo=UTC))  # Maundy Thursday: no holiday stops it
    assert easter.due_at == datetime(2026, 4, 5, 10, 0, tzinfo=UTC)


def test_staff_are_warned_at_every_mark_once() -> None:
    breach_worker()
    recorded()
    said = []
    for quarter in range(4 * 80):
        now = hours(quarter / 4)
        breaches.watch(now=now)
        send_all(now)
        said += [(quarter / 4, message.subject) for message in mail.outbox]
        mail.outbox.clear()
    assert [when for when, _subject in said] == [0, 24, 48, 66, 72]
    assert [subject for _when, subject in said] == [
        says("Breach: %(hours)d hours left to notify the authority", hours=72),
        says("Breach: %(hours)d hours left to notify the authority", hours=48),
        says("Breach: %(hours)d hours left to notify the authority", hours=24),
        says("Breach: %(hours)d hours left to notify the authority", hours=6),
        says("Breach: the 72 hours are over"),
    ]


def test_warning_tells_nothing_of_the_breach_and_goes_to_those_who_work_here() -> None:
    breach_worker("kari")
    former = breach_worker("ola")
    former.is_active = False
    former.save()
    breach = recorded()
    send_all(AWARE)
    (message,) = mail.outbox
    assert message.to == ["kari@example.com"]
    assert f"/admin/privacy/breach/{breach.pk}/change/" in message.body
    assert breach.title not in message.subject + message.body
    assert breach.what_happened not in message.body


def test_breach_entered_late_warns_once_with_what_is_left() -> None:
    breach_worker()
    recorded(now=hours(50))
    send_all(hours(50))
    assert [message.subject for message in mail.outbox] == [
        says("Breach: %(hours)d hours left to notify the authority", hours=24)
    ]
    assert BreachAlarm.objects.count() == 3


def test_clock_stops_when_the_authority_is_notified_or_nobody_is_at_risk() -> None:
    notified, harmless = recorded(), recorded()
    breaches.notify(breach=notified, is_complete=True, staff_id=STAFF, now=hours(1))
    harmless.risk, harmless.risk_reason = BreachRisk.NONE, "Filen var kryptert."
    breaches.revise(breach=harmless, staff_id=STAFF, now=hours(1))
    assert breaches.watch(now=hours(100)) == []
    breach_worker()
    send_all(hours(100))  # the first warnings were still unsent
    assert mail.outbox == []


def test_breach_of_the_future_is_refused() -> None:
    with pytest.raises(BreachIncomplete):
        recorded(now=hours(-1))
    assert not Breach.objects.exists()


@pytest.mark.parametrize(
    ("lacks", "words"),
    [
        ({"what_happened": ""}, says("what happened, and what kind of breach it is (Art. 33(3)(a))")),
        ({"is_confidentiality": False}, says("what happened, and what kind of breach it is (Art. 33(3)(a))")),
        ({"data_categories": ""}, "typer opplysninger"),
        ({"people_categories": ""}, says("which groups of people (Art. 33(3)(a))")),
        ({"people_about": None}, says("about how many people (Art. 33(3)(a))")),
        ({"records_about": None}, says("about how many records (Art. 33(3)(a))")),
        ({"consequences": ""}, says("likely consequences (Art. 33(3)(c))")),
        ({"measures": ""}, says("what has been done and will be done (Art. 33(3)(d))")),
    ],
)
def test_notification_is_not_complete_without_each_item_of_article_33_3(lacks: dict[str, Any], words: str) -> None:
    breach = recorded(**lacks)
    (missing,) = queries.missing_for_authority(breach)
    assert words in missing
    with pytest.raises(BreachIncomplete):
        breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(1))
    assert Breach.objects.get().notified_at is None
    # In phases it goes at once (Art. 33(4)), and the rest later.
    breaches.notify(breach=breach, is_complete=False, staff_id=STAFF, now=hours(1))
    assert Breach.objects.get().notified_at == hours(1)
    assert says("Send the authority what was to follow.") in queries.still_to_do(breach)


def test_second_phase_keeps_the_time_of_the_first() -> None:
    breach = recorded(records_about=None)
    breaches.notify(breach=breach, is_complete=False, staff_id=STAFF, now=hours(70))
    breach.records_about = 0
    breaches.revise(breach=breach, staff_id=STAFF, now=hours(200))
    breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(200))  # not late: the first was in time
    breach.refresh_from_db()
    assert breach.notified_at == hours(70)
    assert breach.is_notification_complete


def test_revision_does_not_undo_a_notification_or_an_end_that_came_meanwhile() -> None:
    breach = recorded()
    old = Breach.objects.get()
    breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(1))
    old.measures = "Alle har fått nye passord."
    breaches.revise(breach=old, staff_id=STAFF, now=hours(2))
    breach = Breach.objects.get()
    assert (breach.measures, breach.notified_at) == ("Alle har fått nye passord.", hours(1))
    assert breach.is_notification_complete
    breach.not_told, breach.not_told_reason = "unreadable", "Disken var kryptert."
    breaches.revise(breach=breach, staff_id=STAFF, now=hours(2))
    breaches.close(breach=Breach.objects.get(), staff_id=STAFF, now=hours(3))
    before = Breach.objects.values().get()
    for late in (
        lambda: breaches.revise(breach=breach, staff_id=STAFF, now=hours(4)),
        lambda: breaches.notify(breach=breach, is_complete=False, staff_id=STAFF, now=hours(4)),
        lambda: breaches.tell(breach=breach, groups=[SUBSCRIBERS], staff_id=STAFF, now=hours(4)),
        lambda: breaches.close(breach=breach, staff_id=STAFF, now=hours(4)),
    ):
        with pytest.raises(BreachClosed):
            late()
    assert Breach.objects.values().get() == before
    assert events()[-1] == "breach.closed"


def test_second_notification_does_not_move_the_first() -> None:
    first = recorded()
    second = Breach.objects.get()
    breaches.notify(breach=first, is_complete=False, staff_id=STAFF, now=hours(70))
    breaches.notify(breach=second, is_complete=False, staff_id=STAFF, now=hours(71))
    assert Breach.objects.get().notified_at == hours(70)


def test_late_notification_says_why() -> None:
    breach = recorded()
    with pytest.raises(BreachIncomplete):
        breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(72.01))
    breach.late_reason = "Omfanget var ukjent."
    breaches.revise(breach=breach, staff_id=STAFF, now=hours(72.01))
    breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(72.01))
    entry = JournalEntry.objects.get(event="breach.notified")
    assert json.loads(entry.facts)["late"] is True


def test_leaving_out_a_notification_needs_a_reason_in_the_database_too() -> None:
    breach = recorded()
    with pytest.raises(IntegrityError, match="breach_without_risk_has_reasons"), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(risk=BreachRisk.NONE, risk_reason="")
    with pytest.raises(IntegrityError, match="breach_not_told_has_reasons"), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(not_told="effort")


def test_those_affected_get_one_letter_each_in_their_language() -> None:
    breach = recorded()
    ActiveFactory.create(email="kari@example.com", language="nn")
    ActiveFactory.create(email="john@example.com", language="en")
    assert breaches.tell(breach=breach, groups=[SUBSCRIBERS], staff_id=STAFF, now=hours(2)) == 2
    send_all(hours(2))
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {"kari@example.com", "john@example.com"}
    nynorsk, english = told["kari@example.com"], told["john@example.com"]
    assert nynorsk.subject == says("Important: a breach of security concerns your data", language="nn")
    assert english.subject == "Important: a breach of security concerns your data"
    for message, code in ((nynorsk, "nn"), (english, "en")):
        for text in (breach.told_what, breach.told_consequences, breach.told_measures):
            assert text[code] in message.body
        assert "personvern@example.com" in message.body
        assert "datatilsynet.no" in message.body
        assert message.track_opens is False


def test_nobody_is_written_to_twice_whatever_group_they_are_in() -> None:
    breach = recorded()
    ActiveFactory.create(email="kari@example.com")
    MessageFactory.create(email="Kari@example.com")
    MessageFactory.create(email="ola@example.com")
    assert breaches.tell(breach=breach, groups=[SUBSCRIBERS, MESSAGES], staff_id=STAFF, now=hours(2)) == 2
    assert breaches.tell(breach=breach, groups=[MESSAGES], staff_id=STAFF, now=hours(3)) == 0
    assert breaches.tell(breach=breach, groups=[SUBSCRIBERS, MESSAGES], staff_id=STAFF, now=hours(4)) == 0
    send_all(hours(4))
    send_all(hours(5))
    assert sorted(message.to[0] for message in mail.outbox) == ["kari@example.com", "ola@example.com"]


def test_who_was_erased_meanwhile_gets_no_letter() -> None:
    breach = recorded()
    gone = ActiveFactory.create(email="kari@example.com")
    breaches.tell(breach=breach, groups=[SUBSCRIBERS], staff_id=STAFF, now=hours(2))
    type(gone).objects.all().delete()
    send_all(hours(2))
    assert mail.outbox == []
    assert not Letter.objects.due(hours(1000)).exists()


def test_exercise_counts_and_sends_nothing_outside() -> None:
    breach = recorded(is_drill=True)
    ActiveFactory.create(email="kari@example.com")
    assert breaches.tell(breach=breach, groups=[SUBSCRIBERS], staff_id=STAFF, now=hours(2)) == 1
    assert not BreachRecipient.objects.exists()
    breach_worker()
    send_all(hours(2))
    assert [message.subject.partition(":")[0] for message in mail.outbox] == [says("EXERCISE")]
    assert all(message.to == ["personvernombud@example.com"] for message in mail.outbox)


@pytest.mark.parametrize("text", ["told_what", "told_consequences", "told_measures"])
def test_nobody_is_told_while_a_language_is_missing(text: str) -> None:
    half: dict[str, Any] = {text: {"nb": "Bare bokmål", "en": "English"}}
    breach = recorded(**half)
    ActiveFactory.create(email="kari@example.com")
    with pytest.raises(BreachIncomplete):
        breaches.tell(breach=breach, groups=[SUBSCRIBERS], staff_id=STAFF, now=hours(2))
    assert not Letter.objects.filter(kind="privacy.breach_told").exists()


def test_high_risk_is_not_closed_before_those_affected_are_told_or_an_exception_is_explained() -> None:
    breach = recorded()
    breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(1))
    with pytest.raises(BreachIncomplete):
        breaches.close(breach=breach, staff_id=STAFF, now=hours(2))
    breach.not_told, breach.not_told_reason = "unreadable", "Disken var kryptert."
    breaches.revise(breach=breach, staff_id=STAFF, now=hours(2))
    breaches.close(breach=breach, staff_id=STAFF, now=hours(3))
    assert Breach.objects.get().retain_until is not None


def test_journal_has_every_step_and_no_word_of_it() -> None:
    breach = recorded()
    ActiveFactory.create(email="kari@example.com")
    breaches.revise(breach=breach, staff_id=STAFF, now=hours(1))
    breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(2))
    breaches.tell(breach=breach, groups=[SUBSCRIBERS], staff_id=STAFF, now=hours(3))
    breaches.close(breach=breach, staff_id=STAFF, now=hours(4))
    assert events() == [f"breach.{step}" for step in ("recorded", "alarmed", "revised", "notified", "told", "closed")]
    facts = " ".join(JournalEntry.objects.filter(stream="breaches").values_list("facts", flat=True))
    assert not re.search(r"Feilsendt|kari|liste", facts)
    assert list(journal.verify_chain()) == []


def test_record_ends_after_its_period_with_everything_that_hangs_on_it() -> None:
    breach, running = recorded(), recorded()
    ActiveFactory.create(email="kari@example.com")
    breaches.notify(breach=breach, is_complete=True, staff_id=STAFF, now=hours(2))
    breaches.tell(breach=breach, groups=[SUBSCRIBERS], staff_id=STAFF, now=hours(3))
    breaches.close(breach=breach, staff_id=STAFF, now=hours(4))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    retention.run(as_of=AWARE + timedelta(days=4 * 365), now=AWARE)
    assert Breach.objects.count() == 2
    retention.run(as_of=AWARE + timedelta(days=6 * 365), now=AWARE)
    assert list(Breach.objects.all()) == [running]
    assert not BreachRecipient.objects.exists()
