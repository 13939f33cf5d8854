"""A sender's posts are bounded, far above what a person does; nobody's first posts are refused."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consent.interests import views as interest_views
from contact.ebooks import views as ebook_views
from contact.messages import views as contact_views
from contact.trials import views as trial_views
from dsar.cases.models import Case
from dsar.portal import views as portal_views
from newsletter.preferences import views as preferences_views
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions import views as newsletter_views
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.intake.checks import check_intake
from privacy.intake.limits.senders import stamp
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.newsletter import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
ASK = reverse("dsar:ask", args=["access"])
SIGN_UP = reverse("newsletter:signup")
OFFICE = "203.0.113.9"


def post(client: Client, number: int, network: int = 1, path: str = ASK) -> int:
    fields = {"email": f"stranger{number}@example.com"}
    return client.post(path, fields, REMOTE_ADDR=f"198.51.{network}.7").status_code


def read_and_post(client: Client, address: str, now: datetime, path: str = SIGN_UP) -> int:
    """Post a form four seconds after its page was made."""
    fields = {"email": address, "loaded": stamp(now - timedelta(seconds=4))}
    return client.post(path, fields, REMOTE_ADDR=OFFICE).status_code


def send_due(now: datetime | None = None) -> int:
    """Send what is due; return how many mails have left in all."""
    now = now or timezone.now()
    for letter_id in Letter.objects.due(now).order_by("due_at").values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=now)
    return len(mail.outbox)


def requests_to_confirm(now: datetime) -> list[EmailMessage]:
    """Send what is due; return all mails so far that ask for a confirmation."""
    send_due(now)
    return [message for message in mail.outbox if "/bekreft/" in message.body]


def test_every_public_form_that_stores_is_bounded() -> None:
    """What passes the intake is bounded; that every form passes it is the system check privacy.E060."""
    views = (contact_views.form, portal_views.ask, newsletter_views.signup, preferences_views.page)
    for view in (*views, ebook_views.book, trial_views.form, interest_views.page):
        assert getattr(view, "is_bounded", False)
        assert getattr(view, "is_intake", False)
    assert check_intake(None) == []


def test_sender_above_the_bound_gets_429_and_stores_nothing(client: Client, settings: Settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"POSTS_IN_TEN_MINUTES": 8}
    assert [post(client, number) for number in range(10)] == [303] * 8 + [429] * 2
    assert Case.objects.count() == 8
    assert post(client, 99, network=2) == 303
    response = client.post(ASK, {"email": "kari@example.com"}, REMOTE_ADDR="198.51.1.9")
    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert "no-store" in response["Cache-Control"]


def test_flood_of_sign_ups_keeps_nobody_from_a_right(client: Client, settings: Settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"POSTS_IN_TEN_MINUTES": 8}
    assert post(client, 0) == 303
    assert {post(client, number, path=SIGN_UP) for number in range(20)} == {303, 429}
    assert [post(client, number) for number in range(7)] == [303] * 7


def test_first_posts_of_a_sender_are_taken_whatever_the_site_gets(client: Client, settings: Settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"POSTS_A_DAY": 3}
    assert [post(client, number) for number in range(7)] == [303] * 5 + [429] * 2
    assert [post(client, number, network=2) for number in range(6)] == [303] * 5 + [429]


@pytest.mark.law("X-35")
@pytest.mark.parametrize("path", [ASK, SIGN_UP])
@pytest.mark.parametrize("is_read", [True, False])
def test_25_posts_for_25_strangers_are_a_handful_of_mails(client: Client, path: str, is_read: bool) -> None:
    answers = set()
    for number in range(25):
        fields = {"email": f"stranger{number}@example.com"}
        if is_read:
            fields["loaded"] = stamp(timezone.now() - timedelta(seconds=4))
        answer = client.post(path, fields, REMOTE_ADDR="198.51.1.7")
        answers.add((answer.status_code, answer["Location"], answer.content, str(answer.headers)))
    assert len(answers) == 1
    assert Case.objects.count() + PendingSignUp.objects.count() == 25
    assert send_due() == (5 if is_read else 2)
    # Somebody in another network, who opened the form, is not held back.
    read_and_post(client, "stranger24@example.com", timezone.now(), path)
    assert send_due() == (6 if is_read else 3)
    assert mail.outbox[-1].to == ["stranger24@example.com"]


@pytest.mark.law("P28", "X-35")
def test_sign_ups_for_strangers_are_dropped_with_their_requests(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        for number in range(25):
            post(client, number, path=SIGN_UP)
        assert send_due(NOW) == 2
    for days in (1, 3, 6.9, 7, 8, 30):
        assert send_due(NOW + timedelta(days=days)) == 2
    assert not Letter.objects.unsent().exists()


def test_office_of_200_behind_one_address_is_slowed_and_not_kept_out(client: Client) -> None:
    """After a meeting 200 sign up within ten minutes; who gets a mail confirms, and then the others get theirs."""
    with time_machine.travel(NOW, tick=False):
        assert {read_and_post(client, f"colleague{number}@example.com", NOW) for number in range(200)} == {303}
        confirmed: set[str] = set()
        rounds = 0
        while len(asked := requests_to_confirm(NOW)) > len(confirmed):
            rounds += 1
            for message in asked:
                if message.to[0] not in confirmed:
                    confirmed.add(message.to[0])
                    row = PendingSignUp.objects.get(email=message.to[0])
                    subscriptions.confirm(subscription_id=row.pk, now=NOW)
    assert len(confirmed) == Subscription.objects.active().count() == 200
    assert rounds <= 5


def test_sign_up_that_was_held_back_is_answered_when_it_is_asked_for_in_another_hour(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        for number in range(9):
            read_and_post(client, f"colleague{number}@example.com", NOW)
        assert send_due(NOW) == 5
    later = NOW + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        read_and_post(client, "colleague8@example.com", later)
        assert send_due(later) == 6
        assert mail.outbox[-1].to == ["colleague8@example.com"]


@pytest.mark.parametrize("path", [ASK, SIGN_UP])
def test_page_has_a_signed_time_and_stays_public(client: Client, path: str) -> None:
    page = client.get(path)
    assert 'type="hidden" name="loaded"' in page.content.decode()
    assert "public" in page["Cache-Control"]
