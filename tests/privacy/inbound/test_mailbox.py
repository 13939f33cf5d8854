"""Mails are fetched from a real IMAP conversation: stored first, removed then, and twice never."""

from collections.abc import Iterator

import pytest

from privacy.inbound import mailbox
from privacy.inbound.enums import MailState, Trouble
from privacy.inbound.models import ReceivedMail
from tests.factories.contact import NOW
from tests.factories.mails import OURS, mail_from
from tests.privacy.inbound.imap_server import Mailbox, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings: object) -> Iterator[Mailbox]:
    with serving(Mailbox()) as served:
        settings.PRIVACY = settings.PRIVACY | {
            "INBOUND_ADDRESS": OURS,
            "IMAP_HOST": "127.0.0.1",
            "IMAP_PORT": served.port,
            "IMAP_SECURITY": "none",
            "IMAP_USER": "kundeservice",
            "IMAP_PASSWORD": "hemmelig",
        }
        yield served


def test_without_a_server_nothing_is_fetched() -> None:
    assert mailbox.fetch(now=NOW) == 0


def test_mails_are_stored_and_leave_the_mailbox(box: Mailbox) -> None:
    box.add(mail_from(), mail_from(subject="To", Message_ID="<second@example.com>", text="x" * 5_000))
    assert mailbox.fetch(now=NOW) == 2
    assert box.folders["INBOX"] == {}
    assert sorted(ReceivedMail.objects.values_list("subject", flat=True)) == ["Spørsmål om kurs", "To"]
    assert bytes(ReceivedMail.objects.get(subject="To").raw) == mail_from(
        subject="To", Message_ID="<second@example.com>", text="x" * 5_000
    )
    assert mailbox.fetch(now=NOW) == 0


def test_fetched_mails_are_moved_where_a_folder_is_named(box: Mailbox, settings: object) -> None:
    settings.PRIVACY = settings.PRIVACY | {"IMAP_MOVED_TO": "Lest"}
    box.add(mail_from())
    mailbox.fetch(now=NOW)
    assert (len(box.folders["INBOX"]), len(box.folders["Lest"])) == (0, 1)


@pytest.mark.parametrize("step", ["STORE", "EXPUNGE"])
def test_mail_that_could_not_be_removed_is_taken_in_once(box: Mailbox, step: str) -> None:
    box.add(mail_from())
    box.breaks_at = step
    mailbox.fetch(now=NOW)
    assert (ReceivedMail.objects.count(), len(box.folders["INBOX"])) == (1, 1)
    box.breaks_at = ""
    box.deleted.clear()
    assert mailbox.fetch(now=NOW) == 0
    assert (ReceivedMail.objects.count(), box.folders["INBOX"]) == (1, {})


@pytest.mark.parametrize("step", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_mail_stays_in_the_mailbox_until_it_is_stored(box: Mailbox, step: str) -> None:
    box.add(mail_from())
    box.breaks_at = step
    assert mailbox.fetch(now=NOW) == 0
    assert len(box.folders["INBOX"]) == 1
    assert not ReceivedMail.objects.exists()


def test_wrong_password_is_logged_without_it(box: Mailbox, settings: object, caplog: pytest.LogCaptureFixture) -> None:
    settings.PRIVACY = settings.PRIVACY | {"IMAP_PASSWORD": "feilpassord"}
    mailbox.fetch(now=NOW)
    assert "could not be read" in caplog.text
    assert "feilpassord" not in caplog.text


def test_of_a_mail_that_is_too_large_the_head_is_kept(box: Mailbox, settings: object) -> None:
    settings.PRIVACY = settings.PRIVACY | {"INBOUND_LARGEST": 10_000}
    box.add(mail_from(text="x" * 500_000))
    mailbox.fetch(now=NOW)
    mail = ReceivedMail.objects.get()
    assert (mail.state, mail.trouble) == (MailState.QUARANTINED, Trouble.TOO_LARGE)
    assert (mail.subject, len(mail.raw)) == ("Spørsmål om kurs", 10_001)
    assert box.folders["INBOX"] == {}
