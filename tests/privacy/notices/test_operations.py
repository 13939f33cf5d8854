"""Recipients are told, with evidence; what cannot be told is shown to staff while the request's deadline runs on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.notices import circuits
from privacy.notices import operations as notices
from privacy.notices.dashboard import untold_recipients
from privacy.notices.enums import Answer, Channel, NoticeKind, NoticeState
from privacy.notices.errors import NoticeClosed
from privacy.notices.models import Circuit, Notice
from privacy.notices.views import TOKEN as LINK
from privacy.recipients.models import Vendor
from privacy.web import tokens
from tests.dsar.conftest import rules  # noqa: F401 - a fixture
from tests.factories.dsar import case_worker
from tests.factories.privacy import NOW, VendorFactory
from tests.vendors.server import TOKEN, VendorServer, hubspot, running

pytestmark = pytest.mark.usefixtures("rules")
ADDRESS = "kari@example.com"


@pytest.fixture
def server(settings: Any) -> Iterator[VendorServer]:
    with running(hubspot) as state:
        settings.CONSENT = {**settings.CONSENT, "HUBSPOT_URL": state.url, "HUBSPOT_TOKEN": TOKEN}
        state.contacts = {"512": {"email": ADDRESS}}
        yield state


def _vendor(key: str = "hubspot", **values: Any) -> Vendor:
    return VendorFactory.create(**{"key": key, "name": key.title(), "purposes": [], "supplies": [], **values})


def _told(kind: NoticeKind = NoticeKind.ERASED, **values: str) -> Notice:
    made = notices.tell(
        source=uuid4(), kind=kind, address=ADDRESS, purposes=["customer-service"], values=values, now=NOW
    )
    return made[0]


def _delivered(notice: Notice, now: Any = NOW) -> Notice:
    notices.deliver(notice_id=notice.pk, now=now)
    notice.refresh_from_db()
    return notice


@pytest.mark.law("D-25")
def test_recipient_with_a_system_is_told_there_and_the_evidence_is_kept(server: VendorServer) -> None:
    _vendor()
    notice = _delivered(_told())
    assert (notice.state, notice.channel, notice.evidence) == ("done", "connector", "contact 512: HTTP 204")
    assert (notice.email, notice.email_written, notice.values) == ("", "", {})
    assert server.contacts == {}
    assert not JournalEntry.objects.filter(facts__contains=ADDRESS).exists()


@pytest.mark.law("D-25")
def test_those_who_run_the_site_and_those_without_the_data_are_not_told() -> None:
    _vendor("host", supplies=["hosting"], purposes=["customer-service"])
    _vendor("other", purposes=["statistics"])
    mine = _vendor("mine", purposes=["customer-service"])
    made = notices.tell(source=uuid4(), kind=NoticeKind.ERASED, address=ADDRESS, purposes=["customer-service"], now=NOW)
    assert [notice.vendor for notice in made] == [mine]


@pytest.mark.law("D-25", "D-03")
def test_system_that_is_away_is_tried_again_and_then_left_alone_for_a_while(server: VendorServer) -> None:
    _vendor()
    server.failures = [(503, {})] * 4
    notice, now = _told(), NOW
    for attempt in range(4):
        _delivered(notice, now)
        assert (notice.state, notice.attempts, notice.last_error) == (NoticeState.DUE, attempt + 1, "HTTP 503")
        now = notice.due_at
    assert circuits.open_until("hubspot", now - timedelta(minutes=30)) is not None
    Circuit.objects.update(open_until=now + timedelta(minutes=1))
    calls = len(server.calls)
    assert _delivered(notice, now).due_at == now + timedelta(minutes=1)
    assert len(server.calls) == calls, "the circuit is open"
    assert untold_recipients(now).items
    assert _delivered(notice, notice.due_at).state == NoticeState.DONE
    assert Circuit.objects.get().failures == 0


def test_limit_is_respected(server: VendorServer) -> None:
    _vendor()
    server.failures = [(429, {"Retry-After": "40"})]
    assert _delivered(_told()).due_at == NOW + timedelta(seconds=40)


@pytest.mark.law("D-25")
def test_what_a_system_cannot_do_goes_by_mail_and_is_answered_without_an_account(
    server: VendorServer, client: Client
) -> None:
    _vendor(rights_email="rights@vendor.example.com")
    notice = _delivered(_told(NoticeKind.CORRECTED, text="Riktig"))
    assert (notice.state, notice.channel) == (NoticeState.ASKED, Channel.MAIL)
    letters.send(letter_id=Letter.objects.get(object_id=notice.pk).pk, now=NOW)
    assert mail.outbox[-1].to == ["rights@vendor.example.com"]
    assert ADDRESS not in mail.outbox[-1].body
    link = reverse("privacy:notice", args=[tokens.make_token(LINK, notice.pk)])
    assert link in mail.outbox[-1].body or link.rsplit("/", 2)[0] in mail.outbox[-1].body
    page = client.get(link).content.decode()
    assert ADDRESS in page
    assert "Riktig" in page
    assert client.post(link, {"answer": "kept", "words": ""}).status_code == 422
    assert client.post(link, {"answer": "done", "words": "Sak 17, a@b.no"}).status_code == 200
    notice.refresh_from_db()
    assert (notice.state, notice.answer, notice.evidence) == ("done", "done", "Sak 17, a (at) b.no")
    assert ADDRESS not in client.get(link).content.decode()


def test_links_of_recipients_are_signed_and_posts_come_from_the_page(client: Client) -> None:
    _vendor(purposes=["customer-service"], rights_email="rights@vendor.example.com")
    notice = _told()
    link = reverse("privacy:notice", args=[tokens.make_token(LINK, notice.pk)])
    assert client.get(reverse("privacy:notice", args=["forged"])).status_code == 404
    assert client.get(reverse("privacy:notice", args=[tokens.make_token("other", notice.pk)])).status_code == 404
    assert client.post(link, {"answer": "done"}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    with time_machine.travel(NOW + timedelta(days=3650)):
        assert client.get(link).status_code == 410


@pytest.mark.law("D-25")
def test_silence_and_refusals_are_handed_to_staff() -> None:
    _vendor(purposes=["customer-service"], rights_email="rights@vendor.example.com")
    notice = _delivered(_told())
    assert notices.ask_staff_about_unanswered(now=NOW + timedelta(days=6)) == 0
    assert notices.ask_staff_about_unanswered(now=NOW + timedelta(days=8)) == 1
    notice.refresh_from_db()
    assert (notice.state, notice.last_error) == (NoticeState.FAILED, "NoAnswer")
    notices.take_answer(notice_id=notice.pk, answer=Answer.KEPT, words="Bokføring", now=NOW)
    assert Notice.objects.failed().get().evidence == "Bokføring"
    notices.settle_by_hand(notice_id=notice.pk, evidence="Brev 3. mars", staff=case_worker(), now=NOW)
    with pytest.raises(NoticeClosed):
        notices.take_answer(notice_id=notice.pk, answer=Answer.DONE, words="", now=NOW)


def test_recipient_without_a_system_or_an_address_is_told_by_staff(client: Client) -> None:
    _vendor(purposes=["customer-service"])
    notice = _delivered(_told())
    assert (notice.state, notice.channel) == (NoticeState.FAILED, Channel.HAND)
    client.force_login(case_worker("leser", "view_case"))
    assert client.get(reverse("admin:privacy_notice_settle", args=[notice.pk])).status_code == 403


def test_turned_down_by_the_system_goes_to_staff_without_the_words_of_the_answer(server: VendorServer) -> None:
    _vendor()
    server.failures = [(403, {})]
    notice = _delivered(_told())
    assert (notice.state, notice.last_error) == (NoticeState.FAILED, "HTTP 403")


@pytest.mark.law("D-25")
def test_database_refuses_a_settled_notice_without_evidence() -> None:
    _vendor(purposes=["customer-service"])
    notice = _told()
    with pytest.raises(IntegrityError, match="notice_settled_has_evidence"):
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.DONE, settled_at=NOW)
