"""What each person in a conversation is found by, copied, and erased from."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from contact.messages import correspondence
from contact.messages import operations as messages
from contact.messages.errors import NotAnswered
from contact.messages.models import Attachment, Message, MessagePerson, Reply
from dsar.cases import deciding
from dsar.cases.copies.tables import copied
from dsar.cases.enums import Right
from dsar.erasures.queries import removal_of
from dsar.fulfilment import operations as fulfilment
from dsar.people import canary, personal_rows
from privacy.addresses.normal import normalise_address
from privacy.journal import operations as journal
from privacy.retention import operations as retention
from privacy.retention.removal import operations as removals
from tests.contact.messages.conversation import WORDS, answered, arrived, page_of
from tests.factories.contact import NOW
from tests.factories.dsar import approved, case_worker, opened
from tests.factories.mails import PNG, mail_from

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules", "mailbox")]
LATER = NOW + timedelta(days=1)


@pytest.mark.law("P16", "D-14")
def test_everybody_in_a_conversation_is_found(admin_user: User) -> None:
    arrived(mail_from(Cc="per@example.com", files=[("bilde.png", "image/png", PNG)]))
    message = Message.objects.get()
    correspondence.mention(
        message=message, address=normalise_address("ola@example.com"), name="Ola", by=admin_user, now=NOW
    )
    answered(message, admin_user)
    labels = {group.label for group in personal_rows.rows_by_model("kari@example.com") if group.rows.exists()}
    assert {"contact.message", "contact.reply", "contact.attachment"} <= labels
    for other in ("per@example.com", "ola@example.com"):
        labels = {group.label for group in personal_rows.rows_by_model(other) if group.rows.exists()}
        assert "contact.messageperson" in labels


@pytest.mark.law("P26", "P27")
def test_all_of_a_message_ends_with_it(admin_user: User) -> None:
    arrived(mail_from(Cc="per@example.com", files=[("bilde.png", "image/png", PNG)]))
    answered(Message.objects.get(), admin_user)
    end = Message.objects.get().retain_until
    retention.run(as_of=end, now=end, beyond_limits=True)
    for model in (Message, MessagePerson, Attachment, Reply):
        assert not model.objects.exists()


@pytest.mark.law("P26", "D-20")
def test_message_waits_for_the_open_request_of_whoever_is_in_copy(admin_user: User) -> None:
    arrived(mail_from(Cc="per@example.com"))
    answered(Message.objects.get(), admin_user)
    end = Message.objects.get().retain_until
    case = opened(Right.ACCESS, address="per@example.com", now=end - timedelta(days=1))
    retention.run(as_of=end, now=end, beyond_limits=True)
    assert (Message.objects.count(), MessagePerson.objects.count(), Reply.objects.count()) == (1, 1, 0)
    deciding.answer(case=case, text="Her er svaret.", staff=case_worker(), now=end)
    retention.run(as_of=end, now=end, beyond_limits=True)
    assert not Message.objects.exists()
    assert not MessagePerson.objects.exists()


def _erased(address: str) -> None:
    case = opened(Right.ERASURE, address=address, now=LATER)
    staff = User.objects.filter(username__startswith="saksbehandler").first() or case_worker()
    job = approved(case=case, staff=staff, now=LATER)
    at = job.starts_at or LATER
    assert fulfilment.run(job_id=job.pk, now=at)


def _copy_of(address: str) -> dict[str, list[dict[str, object]]]:
    return {
        table.label: [dict(zip(table.fields, row, strict=True)) for row in table.rows]
        for table in (group.table() for group in copied(address, Right.ACCESS))
    }


@pytest.fixture
def three(admin_user: User) -> Message:
    """Kari wrote of Ola, with Per in copy, and had an answer."""
    arrived(mail_from(text="Ola Hansen er ofte syk.", Cc="per@example.com", files=[("b.png", "image/png", PNG)]))
    message = Message.objects.get()
    ola = normalise_address("ola@example.com")
    correspondence.mention(message=message, address=ola, name="Ola Hansen", by=admin_user, now=NOW)
    answered(message, admin_user)
    return message


@pytest.mark.law("D-14", "D-16")
def test_each_of_three_gets_a_copy_with_the_others_masked(three: Message) -> None:
    [of_kari] = _copy_of("kari@example.com")["contact.message"]
    [of_ola] = _copy_of("ola@example.com")["contact.message"]
    [of_per] = _copy_of("per@example.com")["contact.message"]
    assert of_kari["email"] == "kari@example.com"
    assert of_ola["text"] == of_per["text"] == "Ola Hansen er ofte syk."
    assert "kari" not in json.dumps(of_ola, default=str).lower()
    # Whoever is in copy has the mail with who wrote it.
    assert of_per["email"] == "kari@example.com"
    for address in ("ola@example.com", "per@example.com"):
        others = {"kari@example.com", "ola@example.com", "per@example.com"} - {address}
        tables = _copy_of(address)
        assert {row["email"] for row in tables["contact.messageperson"]} == {address}
        assert not others & {
            row.get("email") for label in tables for row in tables[label] if label != "contact.message"
        }
        assert "contact.reply" not in tables


@pytest.mark.law("D-16", "D-23")
def test_erasure_of_the_writer_leaves_what_was_written_of_another(three: Message, admin_client: Client) -> None:
    _erased("kari@example.com")
    message = Message.objects.get()
    assert message.text == "Ola Hansen er ofte syk."
    assert not message.has_writer
    assert "kari" not in json.dumps(list(Message.objects.values()), default=str).lower()
    assert not Attachment.objects.exists()
    assert not Reply.objects.exists()
    [of_ola] = _copy_of("ola@example.com")["contact.message"]
    assert of_ola["text"] == "Ola Hansen er ofte syk."
    page = admin_client.get(page_of(message)).content.decode()
    assert "Ola Hansen" in page
    assert "kari@" not in page
    with pytest.raises(NotAnswered):
        messages.reply(message=message, words=WORDS, language="nb", by=User.objects.get(username="admin"), now=LATER)
    assert list(journal.compare_sources()) == []
    # The last of the two takes the words along; that Per was in copy stays his.
    _erased("ola@example.com")
    assert Message.objects.get().text == ""
    assert [person.email for person in MessagePerson.objects.all()] == ["per@example.com"]


@pytest.mark.law("D-16", "D-23")
@pytest.mark.parametrize("address", ["ola@example.com", "per@example.com"])
def test_erasure_of_another_leaves_the_writers_side(three: Message, address: str) -> None:
    _erased(address)
    message = Message.objects.get()
    assert message.email == "kari@example.com"
    assert not MessagePerson.objects.filter(email=address).exists()
    assert MessagePerson.objects.count() == 1
    assert Reply.objects.exists()
    assert list(journal.compare_sources()) == []


def test_erasure_of_a_writer_takes_the_words_from_whoever_is_only_in_copy(admin_user: User) -> None:
    arrived(mail_from(Cc="per@example.com", html="<p>Hei</p>"))
    answered(Message.objects.get(), admin_user)
    _erased("kari@example.com")
    message = Message.objects.get()
    assert (message.text, message.html, message.subject, message.name) == ("", "", "", "")
    assert not message.has_writer
    assert not Reply.objects.exists()
    assert MessagePerson.objects.get().email == "per@example.com"
    assert list(journal.compare_sources()) == []


@pytest.mark.law("P34")
def test_erasure_of_one_of_two_takes_nothing_of_the_other() -> None:
    with canary.planted_pair(NOW) as (first, second):
        before = {count.data.model: count.rows for count in personal_rows.counts(second.address)}
        removals.carry_out(removal_of(first.address, NOW), now=NOW)
        after = {count.data.model: count.rows for count in personal_rows.counts(second.address)}
    ours = {model for model in before if model._meta.app_label == "contact"}
    assert {Message, MessagePerson, Reply, Attachment} <= ours
    assert {model: after.get(model) for model in ours} == {model: before[model] for model in ours}


def test_erasure_of_who_wrote_alone_takes_the_message(admin_user: User) -> None:
    arrived(mail_from())
    answered(Message.objects.get(), admin_user)
    _erased("kari@example.com")
    for model in (Message, MessagePerson, Reply):
        assert not model.objects.exists()
