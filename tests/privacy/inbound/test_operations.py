"""A mail is stored once, offered in order, and put aside rather than lost."""

from datetime import datetime, timedelta

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from dsar.people import canary, personal_rows
from privacy.inbound import operations, readers
from privacy.inbound.enums import MailState, Trouble
from privacy.inbound.mail import InboundMail
from privacy.inbound.models import ReceivedMail
from privacy.retention import operations as retention
from tests.factories.contact import NOW
from tests.factories.mails import HER, OURS, mail_from, out_of_office
from tests.factories.rules import load_rules
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailbox(settings: object, db: None) -> None:
    load_rules()
    settings.PRIVACY = settings.PRIVACY | {"INBOUND_ADDRESS": OURS}


class Readers:
    """Readers that say which mails they saw, in which order."""

    def __init__(self, replace_entries: ReplaceEntries, claims: dict[str, object]) -> None:
        self.seen: list[tuple[str, str]] = []
        replace_entries(readers.registry, {name: (number, self._reader(name)) for number, name in enumerate(claims)})
        self._claims = claims

    def _reader(self, name: str) -> readers.Reader:
        def read(mail: InboundMail, _now: datetime) -> bool:
            self.seen.append((name, mail.subject))
            answer = self._claims[name]
            if isinstance(answer, Exception):
                raise answer
            return bool(answer)

        return read


def _stored(raw: bytes) -> ReceivedMail:
    mail = operations.store(raw=raw, now=NOW)
    assert mail is not None
    return mail


def test_mail_without_a_readable_author_belongs_to_who_sent_it() -> None:
    raw = mail_from(Sender="Kari@Example.com").replace(b"From: ", b"X-From: ", 1)
    assert _stored(raw).email == "kari@example.com", "else no copy and no erasure would find it"


def test_readers_are_asked_in_order_until_one_claims(replace_entries: ReplaceEntries) -> None:
    asked = Readers(replace_entries, {"first": False, "second": True, "third": True})
    mail = _stored(mail_from())
    assert operations.read(mail_id=mail.pk, now=NOW)
    assert [name for name, _subject in asked.seen] == ["first", "second"]
    mail.refresh_from_db()
    assert (mail.state, mail.reader) == (MailState.TAKEN, "second")
    assert (bytes(mail.raw), mail.email, mail.email_written, mail.subject) == (b"", "", "", "")


def test_same_mail_by_two_ways_is_taken_in_once() -> None:
    raw = mail_from()
    assert operations.store(raw=raw, now=NOW)
    assert operations.store(raw=b"Received: from mx by other\r\n" + raw, now=NOW) is None
    # A Message-ID that is used again does not silence another mail.
    assert operations.store(raw=mail_from(text="Et kurs til"), now=NOW)
    assert ReceivedMail.objects.count() == 2


def test_mail_that_was_taken_in_is_recognised_when_it_comes_again(replace_entries: ReplaceEntries) -> None:
    Readers(replace_entries, {"only": True})
    operations.read(mail_id=_stored(mail_from()).pk, now=NOW)
    assert operations.store(raw=mail_from(), now=NOW) is None


def test_error_is_tried_again_and_then_put_aside(
    replace_entries: ReplaceEntries, caplog: pytest.LogCaptureFixture
) -> None:
    Readers(replace_entries, {"only": RuntimeError("kari@example.com")})
    mail, now = _stored(mail_from()), NOW
    for _attempt in range(operations.MOST_ATTEMPTS):
        assert not operations.read(mail_id=mail.pk, now=now)
        now += timedelta(hours=1)
    mail.refresh_from_db()
    assert (mail.state, mail.trouble, mail.last_error) == (MailState.QUARANTINED, Trouble.FAILED, "RuntimeError")
    assert bytes(mail.raw) == mail_from()
    assert "kari" not in caplog.text


def test_what_a_reader_began_is_undone_with_its_error(replace_entries: ReplaceEntries) -> None:
    def half(_mail: InboundMail, _now: datetime) -> bool:
        User.objects.create_user("halv")
        raise RuntimeError

    replace_entries(readers.registry, {"half": (1, half)})
    operations.read(mail_id=_stored(mail_from()).pk, now=NOW)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("raw", "trouble"),
    [
        (b"no mail at all", Trouble.NO_SENDER),
        (mail_from(f"Oss <{OURS}>"), Trouble.OUR_OWN),
        (mail_from("kundeservice+tag@proviso.example"), Trouble.OUR_OWN),
        (mail_from(), Trouble.NOBODYS),
    ],
)
def test_mail_that_nobody_can_take_is_put_aside(replace_entries: ReplaceEntries, raw: bytes, trouble: Trouble) -> None:
    Readers(replace_entries, {})
    mail = _stored(raw)
    operations.read(mail_id=mail.pk, now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.trouble) == (MailState.QUARANTINED, trouble)
    assert bytes(mail.raw) == raw


def test_staff_have_a_mail_read_once_more(replace_entries: ReplaceEntries) -> None:
    Readers(replace_entries, {})
    mail = _stored(mail_from())
    operations.read(mail_id=mail.pk, now=NOW)
    assert operations.try_again(mail_id=mail.pk, now=NOW)
    Readers(replace_entries, {"new": True})
    assert operations.read(mail_id=mail.pk, now=NOW)
    assert not operations.try_again(mail_id=mail.pk, now=NOW)


def test_out_of_office_is_read_and_does_nothing() -> None:
    mail = _stored(out_of_office())
    assert operations.read(mail_id=mail.pk, now=NOW)
    mail.refresh_from_db()
    assert mail.reader == "privacy.out-of-office"


def test_row_of_a_mail_that_was_taken_in_can_keep_no_person() -> None:
    mail = _stored(mail_from())
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceivedMail.objects.filter(pk=mail.pk).update(state=MailState.TAKEN)


@pytest.mark.law("P26")
def test_mail_that_was_put_aside_ends_with_its_rule(replace_entries: ReplaceEntries) -> None:
    Readers(replace_entries, {})
    operations.read(mail_id=_stored(mail_from()).pk, now=NOW)
    retention.run(as_of=NOW + timedelta(days=31), now=NOW + timedelta(days=31), beyond_limits=True)
    assert not ReceivedMail.objects.exists()


def test_mail_of_the_provider_comes_by_signal(replace_entries: ReplaceEntries) -> None:
    asked = Readers(replace_entries, {"only": True})
    message = AnymailInboundMessage.construct(
        from_email=HER, to=OURS, subject="Hei på deg", text="Hei", headers={"Message-ID": "<w1@example.com>"}
    )
    message.envelope_recipient = "kundeservice+q9@proviso.example"
    event = AnymailInboundEvent(event_type="inbound", message=message)
    for _twice in range(2):
        inbound.send(sender=object(), event=event, esp_name="Any")
    operations.read(mail_id=ReceivedMail.objects.get().pk, now=ReceivedMail.objects.get().due_at)
    assert asked.seen == [("only", "Hei på deg")]


def test_staff_see_what_was_put_aside_as_text(admin_client: Client, replace_entries: ReplaceEntries) -> None:
    Readers(replace_entries, {})
    mail = _stored(mail_from(text="", html="<script>alert(1)</script><p>Hei</p>"))
    operations.read(mail_id=mail.pk, now=NOW)
    page = admin_client.get(reverse("admin:privacy_receivedmail_change", args=[mail.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    listed = admin_client.get(reverse("admin:privacy_receivedmail_changelist")).content.decode()
    assert "kari@example.com" in listed
    action = {"action": "try_again", "_selected_action": [str(mail.pk)]}
    admin_client.post(reverse("admin:privacy_receivedmail_changelist"), action)
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING


def test_who_may_only_see_reads_nothing_once_more(replace_entries: ReplaceEntries) -> None:
    Readers(replace_entries, {})
    mail = _stored(mail_from())
    operations.read(mail_id=mail.pk, now=NOW)
    user = User.objects.create_user("ansatt", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_receivedmail"))
    client = Client()
    client.force_login(user)
    action = {"action": "try_again", "_selected_action": [str(mail.pk)]}
    client.post(reverse("admin:privacy_receivedmail_changelist"), action)
    mail.refresh_from_db()
    assert mail.state == MailState.QUARANTINED


def test_every_field_and_its_period_are_declared() -> None:
    call_command("check", databases=["default"])


@pytest.mark.law("P32")
def test_sender_is_found_and_a_mail_that_was_taken_in_is_nobodys(replace_entries: ReplaceEntries) -> None:
    Readers(replace_entries, {})
    operations.read(mail_id=_stored(mail_from()).pk, now=NOW)
    assert [count.rows for count in personal_rows.counts("Kari@example.com")] == [1]
    Readers(replace_entries, {"only": True})
    operations.read(mail_id=_stored(mail_from(text="Mer")).pk, now=NOW)
    assert ReceivedMail.objects.filter(email="").count() == 1
    assert list(personal_rows.unreachable()) == []
    with canary.planted(NOW) as person:
        assert "privacy.receivedmail" in person.planted
