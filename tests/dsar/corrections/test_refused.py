"""Right values that the database, or the model itself, does not take: refused one by one, with nothing changed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from contact.messages.models import Message
from dsar.cases.enums import Right, State
from dsar.cases.models import Case, Contact
from dsar.corrections import links
from dsar.corrections import operations as corrections
from dsar.corrections.enums import CorrectionState
from dsar.corrections.errors import NotStored
from dsar.corrections.models import Correction
from dsar.corrections.operations import Wrong
from dsar.corrections.writing import refused_values
from privacy.erasure import losses
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.seen import confirmed
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-22")]
LATER = NOW + timedelta(days=1)
NEW = "kari.ny@example.com"
TABLE = Message._meta.db_table
UNIQUE = f"CREATE UNIQUE INDEX one_company ON {TABLE} (company) WHERE company <> ''"
DEFERRED = f"ALTER TABLE {TABLE} ADD CONSTRAINT one_company UNIQUE (company) DEFERRABLE INITIALLY DEFERRED"
CHECK = f"ALTER TABLE {TABLE} ADD CONSTRAINT no_fjord CHECK (company <> 'Fjord AS')"
SHORT = f"ALTER TABLE {TABLE} ALTER COLUMN company TYPE varchar(7)"
TAKEN = (
    "Another row has this value already, and only one may have it. Change the other one first, or keep this value as "
    "it is and say why."
)
NOT_ALLOWED = "This value is not allowed here, alone or beside the others of its row. Keep what is there and say why."
TRIGGER = f"""
CREATE FUNCTION refuse_fjord() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.company = 'Fjord AS' THEN RAISE EXCEPTION 'no fjords'; END IF; RETURN NEW; END $$;
CREATE TRIGGER refuse_fjord BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION refuse_fjord()
"""


def _rule(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _asked(**fields: str) -> tuple[Message, Case]:
    message = MessageFactory.create(email=ADDRESS, name="Kari Nordman", company="Fjell")
    case = opened(Right.RECTIFICATION)
    wrong = [Wrong(key=f"contact.message|{message.pk}|{name}", right_value=value) for name, value in fields.items()]
    corrections.ask(case=case, wrong=wrong, now=NOW)
    return message, case


def _stored(message: Message) -> Message:
    return Message.stored.get(pk=message.pk)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (UNIQUE, TAKEN),
        (DEFERRED, TAKEN),
        (SHORT, "This value is too long here. Keep what is there and say why."),
        (CHECK, NOT_ALLOWED),
        (TRIGGER, NOT_ALLOWED),
    ],
)
def test_value_that_the_database_refuses_is_named_and_the_others_can_be_changed(sql: str, words: str) -> None:
    _rule(sql)
    if sql in (UNIQUE, DEFERRED):
        MessageFactory.create(email="per@example.com", company="Fjord AS")
    message, case = _asked(name="Kari Nordmann", company="Fjord AS")
    company = Correction.objects.get(field="company")
    with pytest.raises(NotStored) as refused:
        corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    assert set(refused.value.refused) == {company.pk}
    assert says(words) in str(refused.value)
    assert (_stored(message).name, _stored(message).company) == ("Kari Nordman", "Fjell")
    assert Correction.objects.waiting().filter(case=case).count() == 2
    reasons = {company.pk: "Navnet er i bruk."}
    corrections.decide(case=case, reasons_to_keep=reasons, staff=case_worker("annen"), now=LATER)
    assert (_stored(message).name, _stored(message).company) == ("Kari Nordmann", "Fjell")
    assert Case.objects.get(pk=case.pk).state == State.DONE


def test_values_of_one_row_are_stored_together() -> None:
    _rule(f"ALTER TABLE {TABLE} ADD CONSTRAINT apart CHECK (name <> company)")
    message, case = _asked(name="Fjell", company="Kari Nordman")
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    assert (_stored(message).name, _stored(message).company) == ("Fjell", "Kari Nordman")


def test_values_that_only_together_break_a_rule_are_all_named() -> None:
    _rule(f"ALTER TABLE {TABLE} ADD CONSTRAINT apart CHECK (name <> company)")
    _message, case = _asked(name="Vidde", company="Vidde")
    with pytest.raises(NotStored) as refused:
        corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    assert len(refused.value.refused) == 2


def test_model_that_refuses_a_value_when_it_is_saved_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    _message, case = _asked(company="Fjord AS")

    def save(*_args: Any, **_values: Any) -> None:
        raise ValidationError("Fjorder er ikke selskaper.")

    monkeypatch.setattr(Message, "save", save)
    with pytest.raises(NotStored, match="Fjorder er ikke selskaper"):
        corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    assert Case.objects.get(pk=case.pk).state == State.OPEN


def test_case_worker_reads_at_the_value_that_it_cannot_be_changed(client: Client) -> None:
    _rule(UNIQUE)
    MessageFactory.create(email="per@example.com", company="Fjord AS")
    message, case = _asked(name="Kari Nordmann", company="Fjord AS")
    client.force_login(case_worker())
    decide = reverse("admin:dsar_case_correct", args=[case.pk])
    name, company = Correction.objects.get(field="name").pk, Correction.objects.get(field="company").pk
    given = {f"do-{name}": "change", f"why-{name}": "", f"do-{company}": "change", f"why-{company}": ""}
    with time_machine.travel(LATER, tick=False):
        page = client.post(decide, given)
        assert page.status_code == 200
        errors = page.context["form"].errors
        assert [*errors] == [f"do-{company}"]
        assert says(TAKEN) in page.content.decode()
        assert page.context["consequences"] is None
        assert _stored(message).name == "Kari Nordman"
        given |= {f"do-{company}": "keep", f"why-{company}": "Navnet er i bruk."}
        assert confirmed(client, decide, given).status_code == 302
    assert _stored(message).name == "Kari Nordmann"


def test_value_that_has_changed_since_is_named_too(client: Client) -> None:
    message, case = _asked(company="Fjord AS")
    Message.stored.filter(pk=message.pk).update(company="Vidde AS")
    client.force_login(case_worker())
    pk = Correction.objects.get().pk
    page = client.post(reverse("admin:dsar_case_correct", args=[case.pk]), {f"do-{pk}": "change", f"why-{pk}": ""})
    assert [*page.context["form"].errors] == [f"do-{pk}"]


def test_trial_of_a_value_leaves_nothing_behind() -> None:
    message, case = _asked(name="Kari Nordmann")
    entries, letters = JournalEntry.objects.count(), Letter.objects.count()
    assert refused_values([*Correction.objects.waiting().filter(case=case)]) == {}
    assert _stored(message).name == "Kari Nordman"
    assert (JournalEntry.objects.count(), Letter.objects.count()) == (entries, letters)


def test_text_that_no_database_stores_is_refused_in_words(client: Client) -> None:
    message, case = _asked()
    given = {"value": f"contact.message|{message.pk}|name", "right_value": "Kari\x00Nordmann"}
    with translation.override("nb"):
        path = links.values_path(case.pk)
    with time_machine.travel(NOW, tick=False):
        page = client.post(path, given)
    assert (page.status_code, page.context["error"]) == (422, says("Leave out signs that cannot be read."))
    assert not Correction.objects.exists()


def _moving() -> tuple[Message, Case, Correction]:
    message = MessageFactory.create(email=ADDRESS, name="Kari Nordman")
    case = opened(Right.RECTIFICATION)
    corrections.ask(case=case, wrong=[], new_address=NEW, now=NOW)
    return message, case, Correction.objects.get()


@pytest.mark.parametrize("is_taken", [True, False])
def test_mailbox_that_cannot_move_waits_for_a_person_and_nothing_is_half_changed(
    client: Client, is_taken: bool
) -> None:
    sql = f"CREATE UNIQUE INDEX one_mailbox ON {TABLE} (email)"
    _rule(sql if is_taken else f"ALTER TABLE {TABLE} ALTER COLUMN email TYPE varchar({len(NEW) - 1})")
    if is_taken:
        MessageFactory.create(email=NEW)
    message, case, correction = _moving()
    with translation.override("nb"):
        link = links.new_address_link(correction.pk, "nb").removeprefix("http://127.0.0.1:8000")
    with time_machine.travel(NOW, tick=False):
        for _twice in range(2):
            page = client.post(link)
            assert page.status_code == 200
            assert says("Your new address is confirmed") in page.content.decode()
        assert says("Yes, change it") not in client.get(link).content.decode()
    correction.refresh_from_db()
    assert (correction.state, _stored(message).email) == (CorrectionState.WAITING, ADDRESS)
    assert Contact.objects.get(case=case).email == ADDRESS
    assert Case.objects.get(pk=case.pk).state == State.OPEN
    assert not Letter.objects.filter(kind="dsar.moved").exists()
    refused = refused_values([*Correction.objects.waiting().filter(case=case)])
    assert set(refused) == {correction.pk}


def test_case_worker_moves_a_mailbox_once_nothing_stands_in_its_way() -> None:
    _rule(f"CREATE UNIQUE INDEX one_mailbox ON {TABLE} (email)")
    other = MessageFactory.create(email=NEW)
    message, case, correction = _moving()
    corrections.confirm_address(correction_id=correction.pk, now=LATER)
    with pytest.raises(NotStored):
        corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    Message.stored.filter(pk=other.pk).update(email="per@example.com")
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker("annen"), now=LATER)
    assert _stored(message).email == NEW
    assert Contact.objects.get(case=case).email == NEW
    assert Case.objects.get(pk=case.pk).state == State.DONE
    assert {letter.to[0] for letter in sent_letters()} >= {ADDRESS, NEW}


def test_mailbox_that_stays_is_answered_with_the_reason() -> None:
    _rule(f"CREATE UNIQUE INDEX one_mailbox ON {TABLE} (email)")
    MessageFactory.create(email=NEW)
    _message, case, correction = _moving()
    corrections.confirm_address(correction_id=correction.pk, now=LATER)
    reasons = {correction.pk: "Den nye adressen har en egen konto."}
    corrections.decide(case=case, reasons_to_keep=reasons, staff=case_worker(), now=LATER)
    case.refresh_from_db()
    assert "Den nye adressen har en egen konto." in case.reasons


def test_restore_counts_a_change_that_the_database_refuses_and_goes_on() -> None:
    message, case = _asked(company="Fjord AS")
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    kind = losses.kinds["corrections"][1]
    lost = kind.collect(NOW)
    assert kind.carry is not None
    Correction.objects.all().delete()
    Message.stored.filter(pk=message.pk).update(company="Fjell")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _rule(CHECK)
    carried = kind.carry(lost, LATER)
    assert (len(carried.taken), len(carried.failed)) == (0, 1)
    assert _stored(message).company == "Fjell"
