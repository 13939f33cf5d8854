"""Staff answer a message from its page: they see the mail, it leaves as seen and is kept with the question."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact.messages import operations as messages
from contact.messages.errors import NotAnswered
from contact.messages.models import Message, Reply
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from tests.factories.contact import NOW, MessageFactory
from tests.seen import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
WORDS = "Hei!\n\nDet koster 2000 kroner."


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("ansatt@example.com", "ansatt@example.com", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def _url(message: Message) -> str:
    return reverse("admin:contact_message_reply", args=[message.pk])


def _send() -> None:
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=timezone.now())


@pytest.mark.law("P16")
def test_mail_leaves_as_it_was_shown_and_is_kept_with_the_message(admin_client: Client, admin_user: User) -> None:
    message = MessageFactory.create(text="Hva koster det?\nHilsen Kari")
    page = admin_client.post(_url(message), {"text": WORDS})
    shown = page.context["consequences"].mails[0]
    assert not Reply.objects.exists()
    confirmed(admin_client, _url(message), {"text": WORDS})
    _send()
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([message.email], shown.subject, shown.text)
    assert "Det koster 2000 kroner." in sent.body
    assert "> Hva koster det?\n> Hilsen Kari" in sent.body
    reply = Reply.objects.get()
    assert (reply.text, reply.replied_by, reply.retain_until) == (sent.body, admin_user, message.retain_until)
    message.refresh_from_db()
    assert message.handled_at is not None
    thread = admin_client.get(reverse("admin:contact_message_change", args=[message.pk])).content.decode()
    assert "Det koster 2000 kroner." in thread
    assert JournalEntry.objects.get(event="contact.replied").stream == messages.STREAM
    assert list(journal.compare_sources()) == []


def test_other_words_than_shown_are_shown_first(admin_client: Client) -> None:
    message = MessageFactory.create()
    seen = admin_client.post(_url(message), {"text": WORDS}).context["consequences"].digest
    assert admin_client.post(_url(message), {"text": f"{WORDS} Nå.", "seen": seen}).status_code == 200
    assert not Reply.objects.exists()


def test_empty_answer_comes_back(admin_client: Client) -> None:
    message = MessageFactory.create()
    assert admin_client.get(_url(message)).status_code == 200
    assert b"errorlist" in admin_client.post(_url(message), {"text": " "}).content


def test_second_answer_stands_below_the_first(admin_client: Client) -> None:
    message = MessageFactory.create()
    for words in ("Først.", "Så."):
        confirmed(admin_client, _url(message), {"text": words})
    page = admin_client.get(reverse("admin:contact_message_change", args=[message.pk])).content.decode()
    assert page.index("Først.") < page.index("Så.")


def test_who_may_only_see_messages_answers_none() -> None:
    message = MessageFactory.create()
    client = staff("view_message")
    assert client.get(_url(message)).status_code == 403
    assert client.post(_url(message), {"text": WORDS}).status_code == 403
    assert "/reply/" not in client.get(reverse("admin:contact_message_change", args=[message.pk])).content.decode()


@pytest.mark.law("D-37")
def test_message_that_is_only_kept_is_not_answered(admin_client: Client, admin_user: User) -> None:
    message = MessageFactory.create(restricted_at=NOW)
    assert admin_client.get(_url(message)).status_code == 404
    with pytest.raises(NotAnswered):
        messages.reply(message=message, words=WORDS, language="nb", by=admin_user, now=NOW)


def test_answer_to_a_message_that_was_erased_is_not_sent(admin_user: User) -> None:
    message = MessageFactory.create()
    messages.reply(message=message, words=WORDS, language="nb", by=admin_user, now=NOW)
    message.delete()
    _send()
    assert mail.outbox == []


@pytest.mark.law("P26", "P27")
def test_answer_ends_with_its_message(admin_user: User) -> None:
    message = MessageFactory.create()
    messages.reply(message=message, words=WORDS, language="nb", by=admin_user, now=NOW)
    retention.run(as_of=message.retain_until, now=message.retain_until, beyond_limits=True)
    assert not Message.objects.exists()
    assert not Reply.objects.exists()
