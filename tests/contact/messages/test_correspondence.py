"""Mails of people become conversations: answered from the desk, made requests, and marked by staff."""

import zipfile
from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from contact.messages import conversations, correspondence
from contact.messages.enums import Channel, PersonRole
from contact.messages.errors import NotMarked
from contact.messages.models import Attachment, Message, MessagePerson, Reply, ReplyTemplate
from dsar.cases.models import Case
from privacy.addresses.normal import normalise_address
from privacy.inbound.enums import MailState, Trouble
from privacy.journal import operations as journal
from privacy.law.deadlines import answer_deadline
from privacy.letters.models import Letter
from tests.contact.messages.conversation import answered, arrived, page_of
from tests.factories.contact import NOW, MessageFactory
from tests.factories.mails import PNG, bounce, mail_from, out_of_office
from tests.seen import confirmed
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules", "mailbox")]


def test_mail_begins_a_conversation() -> None:
    row = arrived(
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
    arrived(mail_from())
    first = Message.objects.get()
    reply, raw = answered(first, admin_user)
    sent = message_from_bytes(raw, policy=policy.default)
    assert sent["Subject"] == "Re: Spørsmål om kurs"
    assert (sent["In-Reply-To"], sent["References"]) == ("<first.1@example.com>", "<first.1@example.com>")
    assert sent["Reply-To"] == f"kundeservice+{reply.token.hex}@proviso.example"
    # She answers from another address, with another subject: the token alone decides.
    back = mail_from(
        "Kari <kari@hjemme.example.com>", to=str(sent["Reply-To"]), subject="Takk", Message_ID="<2@example.com>"
    )
    assert arrived(back, now=NOW + timedelta(hours=1)).reader == "contact.answer"
    second = Message.objects.exclude(pk=first.pk).get()
    assert second.conversation == first.conversation
    assert [turn.reply is not None for turn in conversations.turns(second)] == [False, True, False]


def test_token_that_is_guessed_or_of_an_erased_answer_begins_a_conversation(admin_user: User) -> None:
    arrived(mail_from())
    first = Message.objects.get()
    reply, _raw = answered(first, admin_user)
    guessed = UUID(int=reply.token.int ^ 1)
    arrived(mail_from(to=f"kundeservice+{guessed.hex}@proviso.example", Message_ID="<2@example.com>"))
    first.delete()
    arrived(mail_from(to=f"kundeservice+{reply.token.hex}@proviso.example", Message_ID="<3@example.com>"))
    assert Message.objects.exclude(conversation=first.conversation).count() == 2


def test_subject_joins_no_conversation() -> None:
    arrived(mail_from())
    arrived(mail_from("ola@example.com", subject="Re: Spørsmål om kurs", Message_ID="<2@example.com>",
                       In_Reply_To="<first.1@example.com>"))  # fmt: skip
    assert len({*Message.objects.values_list("conversation", flat=True)}) == 2


def test_answer_that_comes_back_is_noted(admin_user: User) -> None:
    arrived(mail_from())
    reply, raw = answered(Message.objects.get(), admin_user)
    message_id = str(message_from_bytes(raw, policy=policy.default)["Message-ID"])
    assert arrived(bounce("<x@proviso.example>")).reader == "privacy.report"
    assert arrived(bounce(message_id)).reader == "contact.undelivered"
    reply.refresh_from_db()
    assert reply.undelivered_at == NOW
    assert Message.objects.count() == 1


def test_nothing_answers_by_itself_and_programs_fill_no_desk() -> None:
    assert arrived(out_of_office()).reader == "privacy.out-of-office"
    assert not Message.objects.exists()
    arrived(mail_from("nyheter@example.com", List_Id="<x.example.com>", Message_ID="<2@example.com>"))
    message = Message.objects.get()
    assert (message.is_suspect, message.is_automatic) == (True, True)
    assert not Letter.objects.exists()


def test_flood_of_one_address_is_put_aside_and_not_lost() -> None:
    for number in range(correspondence.MOST_A_DAY + 2):
        row = arrived(mail_from(f"kari+{number}@example.com", Message_ID=f"<{number}@example.com>"))
    assert Message.objects.count() == correspondence.MOST_A_DAY
    assert (row.state, row.trouble) == (MailState.QUARANTINED, Trouble.FLOOD)
    arrived(mail_from("ola@example.com", Message_ID="<o@example.com>"))
    assert Message.objects.filter(email="ola@example.com").exists()


def test_flood_in_somebody_elses_name_does_not_keep_their_answer_from_us(admin_user: User) -> None:
    arrived(mail_from())
    _reply, raw = answered(Message.objects.get(), admin_user)
    ours = str(message_from_bytes(raw, policy=policy.default)["Reply-To"])
    for number in range(correspondence.MOST_A_DAY + 1):
        arrived(mail_from(Message_ID=f"<forged{number}@example.com>"))
    assert arrived(mail_from(to=ours, Message_ID="<hers@example.com>")).state == MailState.TAKEN
    for number in range(correspondence.MOST_A_DAY):  # two programs that answer each other
        row = arrived(mail_from(to=ours, Message_ID=f"<again{number}@example.com>"))
    assert (row.state, row.trouble) == (MailState.QUARANTINED, Trouble.FLOOD)


def test_staff_read_the_conversation_harmless(admin_client: Client) -> None:
    html = '<p>Hei <b>du</b></p><img src="https://track.example/p.gif"><script>alert(1)</script>'
    arrived(mail_from(text="Hei du", html=html, Cc="per@example.com", files=[("bilde.png", "image/png", PNG)]))
    message = Message.objects.get()
    page = admin_client.get(page_of(message)).content.decode()
    assert "<p>Hei <b>du</b></p>" in page
    assert "track.example" not in page
    assert "alert(1)" not in page
    assert "per@example.com" in page
    file = admin_client.get(page_of(message, "file", Attachment.objects.get().pk))
    assert (file.content, file["Content-Type"]) == (PNG, "application/octet-stream")
    assert file["Content-Disposition"] == 'attachment; filename="bilde.png"'
    assert "sandbox" in file["Content-Security-Policy"]


def test_stored_html_is_cleaned_where_it_is_shown(admin_client: Client) -> None:
    message = MessageFactory.create(html="<p>Hei</p><script>alert(1)</script>")
    assert "alert(1)" not in admin_client.get(page_of(message)).content.decode()


def test_template_begins_an_answer_in_the_language_of_the_mail(admin_client: Client) -> None:
    template = ReplyTemplate.objects.create(title="Pris", text={"nb": "Prislisten følger.", "en": "The prices follow."})
    message = MessageFactory.create(language="en")
    url = page_of(message, "reply")
    filled = admin_client.post(url, {"template": template.pk, "language": "en", "text": "", "fill_in": "1"})
    assert "The prices follow." in filled.content.decode()
    assert not Reply.objects.exists()
    confirmed(admin_client, url, {"template": template.pk, "language": "nb", "text": "Prislisten følger."})
    assert says("You wrote to us") in Reply.objects.get().text


@pytest.mark.law("D-02", "D-03", "X-15")
def test_message_becomes_a_request_whose_time_counts_from_its_arrival(admin_client: Client) -> None:
    came = NOW - timedelta(days=5)
    arrived(mail_from(subject="Navnet mitt", text="Jeg heter Kari Berg."), now=came)
    message = Message.objects.get()
    become = page_of(message, "become", "request")
    assert become in admin_client.get(page_of(message)).content.decode()
    given = {"right": "rectification", "message": "Jeg heter Kari Berg."}
    page = admin_client.post(become, given)
    assert not Case.objects.exists()
    assert str(answer_deadline(came).target_on.day) in str(page.context["consequences"].lines)
    confirmed(admin_client, become, given)
    case = Case.objects.get()
    assert (case.right, case.received_at, case.target_on) == (
        "rectification",
        came,
        answer_deadline(came).target_on,
    )
    assert (case.contact.email, case.contact.message) == ("kari@example.com", "Jeg heter Kari Berg.")
    # A mail proves nobody: the request waits for the link.
    assert (case.confirmed_at, Letter.objects.filter(kind="dsar.confirm").count()) == (None, 1)
    message.refresh_from_db()
    assert message.handed_on_at is not None
    assert message.handled_at is not None
    assert become not in admin_client.get(page_of(message)).content.decode()
    assert list(journal.compare_sources()) == []


def test_who_may_not_work_on_requests_makes_none() -> None:
    message = MessageFactory.create()
    user = User.objects.create_user("ansatt", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_message", "change_message")))
    client = Client()
    client.force_login(user)
    assert client.get(page_of(message, "become", "request")).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_message", "work_case")))
    for name in ("become", "mention", "unmention"):
        more = ["request"] if name == "become" else []
        assert client.post(page_of(message, name, *more)).status_code == 403
    assert not Case.objects.exists()


def test_staff_mark_who_is_mentioned_and_take_it_back(admin_client: Client) -> None:
    message = MessageFactory.create(text="Per Berg hos oss vil også vite det.")
    url = page_of(message, "mention")
    assert b"errorlist" in admin_client.post(url, {"email": message.email}).content
    for _twice in range(2):
        admin_client.post(url, {"email": "Per@Example.com", "name": "Per Berg"})
    person = MessagePerson.objects.get()
    assert (person.email, person.role) == ("per@example.com", PersonRole.MENTIONED)
    assert "Per Berg" in admin_client.get(page_of(message)).content.decode()
    admin_client.post(page_of(message, "unmention"), {"person": person.pk})
    assert not MessagePerson.objects.exists()
    assert admin_client.post(page_of(message, "unmention"), {"person": "x"}).status_code == 404


@pytest.mark.law("D-37")
def test_nobody_is_marked_in_a_message_that_is_only_kept(admin_user: User) -> None:
    message = MessageFactory.create(restricted_at=NOW)
    with pytest.raises(NotMarked):
        correspondence.mention(
            message=message, address=normalise_address("per@example.com"), name="", by=admin_user, now=NOW
        )


def test_page_of_a_conversation_costs_the_same_for_one_message_and_for_three(
    admin_client: Client, django_assert_max_num_queries: object
) -> None:
    first = MessageFactory.create()
    MessageFactory.create_batch(2, conversation=first.conversation)
    admin_client.get(page_of(first))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        admin_client.get(page_of(first))


def test_office_file_is_kept_as_it_came() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    arrived(mail_from(files=[("brev.docx", "application/octet-stream", out.getvalue())]))
    file = Attachment.objects.get()
    assert (file.name, bytes(file.content), file.size) == ("brev.docx", out.getvalue(), len(out.getvalue()))
