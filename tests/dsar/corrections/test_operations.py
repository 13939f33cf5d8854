"""Corrections change rows, all at once or not at all, and nothing else may edit a person's data."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.db import IntegrityError
from django.test import RequestFactory

from contact.messages import journalled as messages_journalled
from contact.messages import operations as messages
from contact.messages.models import Message
from dsar.cases import deciding, journalled
from dsar.cases.enums import EventKind, Ground, Right, State
from dsar.cases.errors import NothingCorrected, WrongState
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.corrections import operations as corrections
from dsar.corrections.enums import CorrectionState
from dsar.corrections.errors import NotAllowedValue, NotDecided, NotTheirs, TooManyAddresses, ValueChanged
from dsar.corrections.models import Correction
from dsar.corrections.operations import Wrong
from dsar.corrections.queries import correctable_rows
from newsletter.subscriptions import journalled as subscriptions_journalled
from newsletter.subscriptions.models import Subscription
from privacy.erasure import losses
from privacy.inventory import correcting, declarations
from privacy.inventory.correcting import Change
from privacy.journal.models import JournalEntry
from privacy.restriction.models import Restriction
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.factories.newsletter import subscribed
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.usefixtures("rules")
LATER = NOW + timedelta(days=1)
NEW = "kari.ny@example.com"


def _message(**values: str) -> Message:
    return MessageFactory.create(**{"email": ADDRESS, "name": "Kari Nordman", "company": "Fjell AS", **values})


def _wrong(message: Message, field: str, right_value: str) -> Wrong:
    return Wrong(key=f"contact.message|{message.pk}|{field}", right_value=right_value)


def _asked(message: Message, **fields: str) -> Case:
    case = opened(Right.RECTIFICATION)
    wrong = [_wrong(message, field, value) for field, value in fields.items()]
    corrections.ask(case=case, wrong=wrong, now=NOW)
    return case


def _stored(message: Message) -> Message:
    return Message.stored.get(pk=message.pk)


def test_values_that_a_person_gave_can_be_corrected_and_what_was_recorded_cannot() -> None:
    _message()
    fields = {value.field for row in correctable_rows(ADDRESS) for value in row.values}
    assert {"name", "company", "phone", "text"} <= fields
    assert not fields & {"email", "email_written", "received_at", "is_suspect", "retain_until", "message"}


def test_what_a_request_is_about_cannot_be_corrected() -> None:
    opened(Right.RECTIFICATION)
    fields = {value.field for row in correctable_rows(ADDRESS) for value in row.values if value.model == "dsar.contact"}
    assert fields == {"postal"}


@pytest.mark.law("D-22")
def test_values_that_a_case_worker_accepts_change_and_the_others_stay_with_a_reason() -> None:
    message = _message()
    case = _asked(message, name="Kari Nordmann", company="Fjord AS")
    company = Correction.objects.get(field="company")
    assert _stored(message).name == "Kari Nordman"
    reasons = {company.pk: "Foretaksregisteret har Fjell AS."}
    corrections.decide(case=case, reasons_to_keep=reasons, staff=case_worker(), now=LATER)
    assert (_stored(message).name, _stored(message).company) == ("Kari Nordmann", "Fjell AS")
    case.refresh_from_db()
    assert (case.state, case.corrected) == (State.DONE, 1)
    letter = sent_letters()[-1]
    assert "Navn" in letter.body
    assert "Foretaksregisteret har Fjell AS." in letter.body
    assert "Nordman" not in letter.body


@pytest.mark.law("D-22")
def test_what_follows_from_a_corrected_value_is_made_anew(replace_entries: ReplaceEntries) -> None:
    heard = list[Change]()
    replace_entries(correcting.dependents, {**correcting.dependents, "test": heard.append})
    case = _asked(_message(), name="Kari Nordmann")
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    assert [(change.field, change.old, change.new) for change in heard] == [("name", "Kari Nordman", "Kari Nordmann")]


@pytest.mark.law("D-22")
def test_rows_change_together_or_not_at_all() -> None:
    first, second = _message(), _message()
    case = opened(Right.RECTIFICATION)
    wrong = [_wrong(first, "name", "Kari Nordmann"), _wrong(second, "company", "Fjord AS")]
    corrections.ask(case=case, wrong=wrong, now=NOW)
    Message.stored.filter(pk=second.pk).update(company="Vidde AS")
    with pytest.raises(ValueChanged):
        corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    assert _stored(first).name == "Kari Nordman"
    assert Correction.objects.waiting().count() == 2


@pytest.mark.law("D-22")
def test_a_correction_is_not_done_when_nothing_changed() -> None:
    case = opened(Right.RECTIFICATION)
    with pytest.raises(NothingCorrected):
        deciding.answer(case=case, text="Rettet.", staff=case_worker(), now=LATER)
    assert Case.objects.get(pk=case.pk).state == State.OPEN
    with pytest.raises(IntegrityError, match="case_corrected_something"):
        Case.objects.filter(pk=case.pk).update(state=State.DONE, closed_at=LATER)


@pytest.mark.law("D-05")
def test_keeping_every_value_refuses_the_request_with_the_reasons() -> None:
    message = _message()
    case = _asked(message, name="Kari Nordmann")
    reasons = {Correction.objects.get().pk: "Slik står det i avtalen."}
    with pytest.raises(NotDecided):
        corrections.decide(
            case=case, reasons_to_keep={Correction.objects.get().pk: " "}, staff=case_worker(), now=LATER
        )
    corrections.decide(case=case, reasons_to_keep=reasons, staff=case_worker("annen"), now=LATER)
    case.refresh_from_db()
    assert (case.state, case.corrected, case.ground) == (State.OPEN, 0, Ground.ACCURATE)
    deciding.refuse(
        case=case,
        ground=Ground.ACCURATE,
        reasons=case.reasons,
        evidence=case.evidence,
        staff=case_worker("kollega"),
        now=LATER,
    )
    case.refresh_from_db()
    assert (case.state, case.corrected) == (State.REFUSED, 0)
    assert "Slik står det i avtalen." in case.reasons
    assert _stored(message).name == "Kari Nordman"


@pytest.mark.law("D-26")
def test_a_disputed_value_is_only_stored_until_the_person_is_told() -> None:
    message, other = _message(), _message()
    _asked(message, name="Kari Nordmann")
    assert set(Message.objects.values_list("pk", flat=True)) == {other.pk}
    assert Restriction.objects.in_force().get().row == str(message.pk)


def test_only_the_persons_own_values_can_be_named() -> None:
    others = MessageFactory.create(email="per@example.com", name="Per")
    case = opened(Right.RECTIFICATION)
    for key in (
        f"contact.message|{others.pk}|name",
        f"contact.message|{_message().pk}|received_at",
        "contact.message|x|name",
        "auth.user|1|username",
        "nothing|1|name",
        "|",
    ):
        with pytest.raises(NotTheirs):
            corrections.ask(case=case, wrong=[Wrong(key=key, right_value="Kari")], now=NOW)
    assert not Correction.objects.exists()


def test_a_value_that_does_not_fit_is_refused_and_an_equal_one_is_no_correction() -> None:
    message, case = _message(), opened(Right.RECTIFICATION)
    with pytest.raises(NotAllowedValue):
        corrections.ask(case=case, wrong=[_wrong(message, "name", "x" * 121)], now=NOW)
    assert corrections.ask(case=case, wrong=[_wrong(message, "name", " Kari Nordman ")], now=NOW) == []


@pytest.mark.parametrize("right", [Right.ACCESS, Right.HUMAN])
def test_other_requests_correct_nothing(right: Right) -> None:
    with pytest.raises(WrongState):
        corrections.ask(case=opened(right), wrong=[_wrong(_message(), "name", "x")], now=NOW)


@pytest.mark.law("A-17")
def test_mailbox_moves_when_the_new_address_is_confirmed_and_not_before() -> None:
    message, subscription, case = _message(), subscribed(ADDRESS), opened(Right.RECTIFICATION)
    corrections.ask(case=case, wrong=[], new_address="Kari.Ny@Example.com", now=NOW)
    assert [NEW] in [letter.to for letter in sent_letters()]
    assert _stored(message).email == ADDRESS
    corrections.confirm_address(correction_id=Correction.objects.get().pk, now=LATER)
    row = _stored(message)
    assert (row.email, row.email_written) == (NEW, "Kari.Ny@Example.com")
    assert Subscription.objects.get(pk=subscription.pk).email == NEW
    assert Contact.objects.get(case=case).email == NEW
    assert Case.objects.get(pk=case.pk).state == State.DONE
    mail.outbox.clear()
    assert {letter.to[0].lower() for letter in sent_letters()} == {ADDRESS, NEW}
    with pytest.raises(WrongState):
        corrections.confirm_address(correction_id=Correction.objects.get().pk, now=LATER)


def test_comparison_with_the_journal_knows_a_mailbox_that_moved() -> None:
    messages.receive(fields={"text": "Hei", "email": ADDRESS}, language="nb", is_suspect=False, now=NOW)
    subscribed(ADDRESS)
    case = opened(Right.RECTIFICATION)
    corrections.ask(case=case, wrong=[], new_address=NEW, now=NOW)
    corrections.confirm_address(correction_id=Correction.objects.get().pk, now=LATER)
    for compared in (messages_journalled, subscriptions_journalled, journalled):
        assert list(compared.compare()) == []


def test_mailbox_moves_to_one_that_subscribes_already() -> None:
    subscribed(ADDRESS)
    subscribed(NEW)
    case = opened(Right.RECTIFICATION)
    corrections.ask(case=case, wrong=[], new_address=NEW, now=NOW)
    corrections.confirm_address(correction_id=Correction.objects.get().pk, now=LATER)
    assert [row.is_second_spelling for row in Subscription.objects.active().of(NEW).order_by("is_second_spelling")] == [
        False,
        True,
    ]


def test_a_stranger_cannot_be_written_to_again_and_again() -> None:
    case = opened(Right.RECTIFICATION)
    for number in range(3):
        corrections.ask(case=case, wrong=[], new_address=f"ny{number}@example.com", now=NOW)
    with pytest.raises(TooManyAddresses):
        corrections.ask(case=case, wrong=[], new_address="ny4@example.com", now=NOW)
    assert Correction.objects.filter(state=CorrectionState.UNCONFIRMED).count() == 1


def test_what_is_corrected_elsewhere_is_a_change_of_its_own() -> None:
    case, staff = opened(Right.RECTIFICATION), case_worker()
    corrections.add_elsewhere(case=case, place="Lønnssystemet, adresse", new="Storgata 2", staff=staff, now=NOW)
    corrections.decide(case=case, reasons_to_keep={}, staff=staff, now=LATER)
    assert Case.objects.get(pk=case.pk).corrected == 1


def test_what_depends_on_a_value_is_made_anew() -> None:
    seen: list[Any] = []
    message = _message()
    case = _asked(message, name="Kari Nordmann")
    with correcting.dependents.isolated():
        correcting.made_anew("test")(seen.append)
        corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    assert [(change.row.pk, change.field, change.old, change.new) for change in seen] == [
        (message.pk, "name", "Kari Nordman", "Kari Nordmann")
    ]


def test_journal_and_history_have_the_correction_without_its_values() -> None:
    message = _message()
    case = _asked(message, name="Kari Nordmann")
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    facts = JournalEntry.objects.get(event="dsar.corrected").facts
    assert "contact.message.name" in facts
    assert not JournalEntry.objects.filter(facts__contains="Nordman").exists()
    kinds = set(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))
    assert {EventKind.DISPUTED, EventKind.CORRECTED} <= kinds


@pytest.mark.law("D-22", "A-14")
def test_no_form_of_the_administration_edits_a_persons_data() -> None:
    request = RequestFactory().get("/")
    request.user = case_worker("leder", "view_case", "decide_case", "work_case")
    request.user.is_superuser = True
    editable = []
    for data in declarations.all_personal():
        if data.purpose == "staff" or data.subject is None or not admin.site.is_registered(data.model):
            continue
        model_admin = admin.site.get_model_admin(data.model)
        form = model_admin.get_form(request, data.model(), change=True)
        if model_admin.has_change_permission(request) and set(form.base_fields) & set(data.fields):
            editable.append(data.model._meta.label)
    assert editable == []


def test_restore_changes_again_what_was_corrected_since_the_backup() -> None:
    message = _message()
    case = _asked(message, name="Kari Nordmann")
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=LATER)
    kind = losses.kinds["corrections"][1]
    lost = kind.collect(NOW)
    assert kind.carry is not None
    Correction.objects.all().delete()
    Message.stored.update(name="Kari Nordman")
    assert len(kind.carry(lost, LATER).taken) == 1
    assert _stored(message).name == "Kari Nordmann"
