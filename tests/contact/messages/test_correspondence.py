"""Mails of people become conversations: answered from the desk, found for everybody in them, ended by the rule."""

import json
import zipfile
from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from contact.messages import conversations, correspondence
from contact.messages import operations as messages
from contact.messages.enums import Channel, PersonRole
from contact.messages.errors import NotAnswered, NotMarked
from contact.messages.models import Attachment, Message, MessagePerson, Reply, ReplyTemplate
from dsar.cases.enums import Right
from dsar.cases.models import Case
from dsar.copies import archive
from dsar.erasures.queries import removal_of
from dsar.fulfilment import operations as fulfilment
from dsar.people import canary, personal_rows
from privacy.addresses.normal import normalise_address
from privacy.inbound import operations as inbound
from privacy.inbound.enums import MailState, Trouble
from privacy.inbound.models import ReceivedMail
from privacy.journal import operations as journal
from privacy.law.deadlines import answer_deadline
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.removal import operations as removals
from privacy.retention import operations as retention
from tests.factories.contact import NOW, MessageFactory
from tests.factories.dsar import approved, case_worker, opened
from tests.factories.mails import OURS, PNG, bounce, mail_from, out_of_office
from tests.seen import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
LATER = NOW + timedelta(days=1)
WORDS = "Hei!\n\nDet koster 2000 kroner."


@pytest.fixture(autouse=True)
def _mailbox(settings: object) -> None:
    settings.PRIVACY = settings.PRIVACY | {"INBOUND_ADDRESS": OURS, "INBOUND_AUTHSERV": "mx.proviso.example"}


def _arrived(raw: bytes, now=NOW) -> ReceivedMail:
    row = inbound.store(raw=raw, now=now)
    inbound.read(mail_id=row.pk, now=now)
    row.refresh_from_db()
    return row


def _page(message: Message, name: str = "change", *more: object) -> str:
    return reverse(f"admin:contact_message_{name}", args=[message.pk, *more])


def _answered(message: Message, by: User) -> tuple[Reply, bytes]:
    reply = messages.reply(message=message, words=WORDS, language=message.language, by=by, now=NOW)
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=NOW)
    return reply, mail.outbox[-1].message().as_bytes()


def test_mail_begins_a_conversation() -> None:
    row = _arrived(
        b"Authentication-Results: mx.proviso.example; spf=pass; dkim=fail; dmarc=none\r\n"
        + mail_from(
            Cc="Per Berg <per@example.com>", files=[("bilde.png", "image/png", PNG), ("v.exe", "image/png", b"MZ")]
        )
    )
    assert (row.state, row.reader) == (MailState.TAKEN, "contact.message")
    message = Message.objects.get()
    assert (message.channel, message.name, message.email) == (Channel.MAIL, "Kari Nordmann", "kari@example.com")
    assert (message.subject, message.received_at) == ("Spørsmål om kurs", NOW)
    assert (message.spf, message.dkim, message.dmarc) == ("pass", "fail", "none")
    assert message.left_out == [{"name": "v.exe", "reason": "type"}]
    assert bytes(Attachment.objects.get().content) == PNG
    person = MessagePerson.objects.get()
    assert (person.email, person.name, person.role) == ("per@example.com", "Per Berg", PersonRole.COPY)
    assert list(journal.compare_sources()) == []


def test_answer_from_the_desk_can_be_answered(admin_user: User) -> None:
    _arrived(mail_from())
    first = Message.objects.get()
    reply, raw = _answered(first, admin_user)
    sent = message_from_bytes(raw, policy=policy.default)
    assert sent["Subject"] == "Re: Spørsmål om kurs"
    assert (sent["In-Reply-To"], sent["References"]) == ("<first.1@example.com>", "<first.1@example.com>")
    assert sent["Reply-To"] == f"kundeservice+{reply.token.hex}@proviso.example"
    # She answers from another address, with another subject: the token alone decides.
    back = mail_from(
        "Kari <kari@hjemme.example.com>", to=str(sent["Reply-To"]), subject="Takk", Message_ID="<2@example.com>"
    )
    assert _arrived(back, now=NOW + timedelta(hours=1)).reader == "contact.answer"
    second = Message.objects.exclude(pk=first.pk).get()
    assert second.conversation == first.conversation
    assert [turn.reply is not None for turn in conversations.turns(second)] == [False, True, False]


def test_token_that_is_guessed_or_of_an_erased_answer_begins_a_conversation(admin_user: User) -> None:
    _arrived(mail_from())
    first = Message.objects.get()
    reply, _raw = _answered(first, admin_user)
    guessed = UUID(int=reply.token.int ^ 1)
    _arrived(mail_from(to=f"kundeservice+{guessed.hex}@proviso.example", Message_ID="<2@example.com>"))
    first.delete()
    _arrived(mail_from(to=f"kundeservice+{reply.token.hex}@proviso.example", Message_ID="<3@example.com>"))
    assert Message.objects.exclude(conversation=first.conversation).count() == 2


def test_subject_joins_no_conversation() -> None:
    _arrived(mail_from())
    _arrived(mail_from("ola@example.com", subject="Re: Spørsmål om kurs", Message_ID="<2@example.com>",
                       In_Reply_To="<first.1@example.com>"))  # fmt: skip
    assert len({*Message.objects.values_list("conversation", flat=True)}) == 2


def test_answer_that_comes_back_is_noted(admin_user: User) -> None:
    _arrived(mail_from())
    reply, raw = _answered(Message.objects.get(), admin_user)
    message_id = str(message_from_bytes(raw, policy=policy.default)["Message-ID"])
    assert _arrived(bounce("<x@proviso.example>")).reader == "privacy.report"
    assert _arrived(bounce(message_id)).reader == "contact.undelivered"
    reply.refresh_from_db()
    assert reply.undelivered_at == NOW
    assert Message.objects.count() == 1


def test_nothing_answers_by_itself_and_programs_fill_no_desk() -> None:
    assert _arrived(out_of_office()).reader == "privacy.out-of-office"
    assert not Message.objects.exists()
    _arrived(mail_from("nyheter@example.com", List_Id="<x.example.com>", Message_ID="<2@example.com>"))
    message = Message.objects.get()
    assert (message.is_suspect, message.is_automatic) == (True, True)
    assert not Letter.objects.exists()


def test_flood_of_one_address_is_put_aside_and_not_lost() -> None:
    for number in range(correspondence.MOST_A_DAY + 2):
        row = _arrived(mail_from(f"kari+{number}@example.com", Message_ID=f"<{number}@example.com>"))
    assert Message.objects.count() == correspondence.MOST_A_DAY
    assert (row.state, row.trouble) == (MailState.QUARANTINED, Trouble.FLOOD)
    _arrived(mail_from("ola@example.com", Message_ID="<o@example.com>"))
    assert Message.objects.filter(email="ola@example.com").exists()


def test_staff_read_the_conversation_harmless(admin_client: Client) -> None:
    html = '<p>Hei <b>du</b></p><img src="https://track.example/p.gif"><script>alert(1)</script>'
    _arrived(mail_from(text="Hei du", html=html, Cc="per@example.com", files=[("bilde.png", "image/png", PNG)]))
    message = Message.objects.get()
    page = admin_client.get(_page(message)).content.decode()
    assert "<p>Hei <b>du</b></p>" in page
    assert "track.example" not in page
    assert "alert(1)" not in page
    assert "per@example.com" in page
    file = admin_client.get(_page(message, "file", Attachment.objects.get().pk))
    assert (file.content, file["Content-Type"]) == (PNG, "application/octet-stream")
    assert file["Content-Disposition"] == 'attachment; filename="bilde.png"'
    assert "sandbox" in file["Content-Security-Policy"]


def test_stored_html_is_cleaned_where_it_is_shown(admin_client: Client) -> None:
    message = MessageFactory.create(html="<p>Hei</p><script>alert(1)</script>")
    assert "alert(1)" not in admin_client.get(_page(message)).content.decode()


def test_template_begins_an_answer_in_the_language_of_the_mail(admin_client: Client) -> None:
    template = ReplyTemplate.objects.create(title="Pris", text={"nb": "Prislisten følger.", "en": "The prices follow."})
    message = MessageFactory.create(language="en")
    url = _page(message, "reply")
    filled = admin_client.post(url, {"template": template.pk, "language": "en", "text": "", "fill_in": "1"})
    assert "The prices follow." in filled.content.decode()
    assert not Reply.objects.exists()
    confirmed(admin_client, url, {"template": template.pk, "language": "nb", "text": "Prislisten følger."})
    assert "Du skrev til oss" in Reply.objects.get().text


@pytest.mark.law("D-03", "X-15")
def test_message_becomes_a_request_whose_time_counts_from_its_arrival(admin_client: Client) -> None:
    arrived = NOW - timedelta(days=5)
    _arrived(mail_from(subject="Navnet mitt", text="Jeg heter Kari Berg."), now=arrived)
    message = Message.objects.get()
    become = _page(message, "become", "request")
    assert become in admin_client.get(_page(message)).content.decode()
    given = {"right": "rectification", "message": "Jeg heter Kari Berg."}
    page = admin_client.post(become, given)
    assert not Case.objects.exists()
    assert str(answer_deadline(arrived).target_on.day) in str(page.context["consequences"].lines)
    confirmed(admin_client, become, given)
    case = Case.objects.get()
    assert (case.right, case.received_at, case.target_on) == (
        "rectification",
        arrived,
        answer_deadline(arrived).target_on,
    )
    assert (case.contact.email, case.contact.message) == ("kari@example.com", "Jeg heter Kari Berg.")
    # A mail proves nobody: the request waits for the link.
    assert (case.confirmed_at, Letter.objects.filter(kind="dsar.confirm").count()) == (None, 1)
    message.refresh_from_db()
    assert message.handed_on_at is not None
    assert message.handled_at is not None
    assert become not in admin_client.get(_page(message)).content.decode()
    assert list(journal.compare_sources()) == []


def test_who_may_not_work_on_requests_makes_none() -> None:
    message = MessageFactory.create()
    user = User.objects.create_user("ansatt", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_message", "change_message")))
    client = Client()
    client.force_login(user)
    assert client.get(_page(message, "become", "request")).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_message", "work_case")))
    for name in ("become", "mention", "unmention"):
        more = ["request"] if name == "become" else []
        assert client.post(_page(message, name, *more)).status_code == 403
    assert not Case.objects.exists()


def test_staff_mark_who_is_mentioned_and_take_it_back(admin_client: Client) -> None:
    message = MessageFactory.create(text="Per Berg hos oss vil også vite det.")
    url = _page(message, "mention")
    assert b"errorlist" in admin_client.post(url, {"email": message.email}).content
    for _twice in range(2):
        admin_client.post(url, {"email": "Per@Example.com", "name": "Per Berg"})
    person = MessagePerson.objects.get()
    assert (person.email, person.role) == ("per@example.com", PersonRole.MENTIONED)
    assert "Per Berg" in admin_client.get(_page(message)).content.decode()
    admin_client.post(_page(message, "unmention"), {"person": person.pk})
    assert not MessagePerson.objects.exists()
    assert admin_client.post(_page(message, "unmention"), {"person": "x"}).status_code == 404


@pytest.mark.law("D-37")
def test_nobody_is_marked_in_a_message_that_is_only_kept(admin_user: User) -> None:
    message = MessageFactory.create(restricted_at=NOW)
    with pytest.raises(NotMarked):
        correspondence.mention(
            message=message, address=normalise_address("per@example.com"), name="", by=admin_user, now=NOW
        )


@pytest.mark.law("P16", "D-14")
def test_everybody_in_a_conversation_is_found(admin_user: User) -> None:
    _arrived(mail_from(Cc="per@example.com", files=[("bilde.png", "image/png", PNG)]))
    message = Message.objects.get()
    correspondence.mention(
        message=message, address=normalise_address("ola@example.com"), name="Ola", by=admin_user, now=NOW
    )
    _answered(message, admin_user)
    labels = {group.label for group in personal_rows.rows_by_model("kari@example.com") if group.rows.exists()}
    assert {"contact.message", "contact.reply", "contact.attachment"} <= labels
    for other in ("per@example.com", "ola@example.com"):
        labels = {group.label for group in personal_rows.rows_by_model(other) if group.rows.exists()}
        assert "contact.messageperson" in labels


@pytest.mark.law("P26", "P27")
def test_all_of_a_message_ends_with_it(admin_user: User) -> None:
    _arrived(mail_from(Cc="per@example.com", files=[("bilde.png", "image/png", PNG)]))
    _answered(Message.objects.get(), admin_user)
    end = Message.objects.get().retain_until
    retention.run(as_of=end, now=end, beyond_limits=True)
    for model in (Message, MessagePerson, Attachment, Reply):
        assert not model.objects.exists()


def test_page_of_a_conversation_costs_the_same_for_one_message_and_for_three(
    admin_client: Client, django_assert_max_num_queries: object
) -> None:
    first = MessageFactory.create()
    MessageFactory.create_batch(2, conversation=first.conversation)
    admin_client.get(_page(first))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        admin_client.get(_page(first))


def test_office_file_is_kept_as_it_came() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    _arrived(mail_from(files=[("brev.docx", "application/octet-stream", out.getvalue())]))
    file = Attachment.objects.get()
    assert (file.name, bytes(file.content), file.size) == ("brev.docx", out.getvalue(), len(out.getvalue()))


def _erased(address: str) -> None:
    case = opened(Right.ERASURE, address=address, now=LATER)
    staff = User.objects.filter(username__startswith="saksbehandler").first() or case_worker()
    job = approved(case=case, staff=staff, now=LATER)
    at = job.starts_at or LATER
    assert fulfilment.run(job_id=job.pk, now=at)


def _copy_of(address: str) -> dict[str, list[dict[str, object]]]:
    return {
        table.label: [dict(zip(table.fields, row, strict=True)) for row in table.rows]
        for table in archive.tables(address, Right.ACCESS)
    }


@pytest.fixture
def three(admin_user: User) -> Message:
    """Kari wrote of Ola, with Per in copy, and had an answer."""
    _arrived(mail_from(text="Ola Hansen er ofte syk.", Cc="per@example.com", files=[("b.png", "image/png", PNG)]))
    message = Message.objects.get()
    ola = normalise_address("ola@example.com")
    correspondence.mention(message=message, address=ola, name="Ola Hansen", by=admin_user, now=NOW)
    _answered(message, admin_user)
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
    page = admin_client.get(_page(message)).content.decode()
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
    _arrived(mail_from(Cc="per@example.com", html="<p>Hei</p>"))
    _answered(Message.objects.get(), admin_user)
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
    _arrived(mail_from())
    _answered(Message.objects.get(), admin_user)
    _erased("kari@example.com")
    for model in (Message, MessagePerson, Reply):
        assert not model.objects.exists()
