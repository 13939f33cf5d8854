"""A sender's posts are bounded, far above what a person does; nobody's first posts are refused."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contact.messages import views as contact_views
from dsar.cases.models import Case
from dsar.portal import views as portal_views
from newsletter.subscriptions import views as newsletter_views
from newsletter.subscriptions.models import Subscription
from privacy.inventory import collecting
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.limits import dashboard
from privacy.limits.senders import stamp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
ASK = reverse("dsar:ask", args=["access"])
SIGN_UP = reverse("newsletter:signup")


def post(client: Client, number: int, network: int = 1, path: str = ASK) -> int:
    fields = {"email": f"stranger{number}@example.com"}
    return client.post(path, fields, REMOTE_ADDR=f"198.51.{network}.7").status_code


def send_due() -> int:
    """Send what is due now; return how many mails have left in all."""
    now = timezone.now()
    for letter_id in Letter.objects.due(now).order_by("due_at").values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=now)
    return len(mail.outbox)


def test_every_public_form_that_stores_is_bounded() -> None:
    views = (contact_views.form, portal_views.ask, newsletter_views.signup)
    # Choices of cookies are not limited: nothing may stand in the way of a withdrawal.
    named = {view for data in collecting.all_forms() for view in data.views if not view.startswith("consent:")}
    assert named == {"contact:form", "dsar:ask", "newsletter:signup"}
    assert all(getattr(view, "is_bounded", False) for view in views)


def test_sender_above_the_bound_gets_429_and_stores_nothing(client: Client, settings: Settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"POSTS_IN_TEN_MINUTES": 8}
    assert [post(client, number) for number in range(10)] == [303] * 8 + [429] * 2
    assert Case.objects.count() == 8
    assert post(client, 99, network=2) == 303
    response = client.post(ASK, {"email": "kari@example.com"}, REMOTE_ADDR="198.51.1.9")
    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert "no-store" in response["Cache-Control"]


def test_first_posts_of_a_sender_are_taken_whatever_the_site_gets(client: Client, settings: Settings) -> None:
    settings.PRIVACY = settings.PRIVACY | {"POSTS_A_DAY": 3}
    assert [post(client, number) for number in range(7)] == [303] * 5 + [429] * 2
    assert [post(client, number, network=2) for number in range(6)] == [303] * 5 + [429]


@pytest.mark.parametrize("path", [ASK, SIGN_UP])
def test_25_posts_for_25_strangers_are_a_handful_of_mails(client: Client, path: str) -> None:
    assert {post(client, number, path=path) for number in range(25)} <= {302, 303}
    assert Case.objects.count() + Subscription.objects.count() == 25
    assert send_due() <= 5
    # Somebody in another network, who opened the form, is not held back.
    fields = {"email": "stranger24@example.com", "loaded": stamp(timezone.now() - timedelta(seconds=4))}
    client.post(path, fields, REMOTE_ADDR="203.0.113.9")
    before = len(mail.outbox)
    assert send_due() == before + 1
    assert mail.outbox[-1].to == ["stranger24@example.com"]
    block = dashboard.limited_mails(timezone.now())
    assert (block.is_urgent, block.count) == (True, 25 - before)


@pytest.mark.law("D-40", "X-35")
def test_false_requests_do_not_silence_the_owner(client: Client) -> None:
    for number in range(30):
        fields = {"email": "kari@example.com", "message": str(number)}
        client.post(reverse("dsar:ask", args=["human"]), fields, REMOTE_ADDR="198.51.100.7")
    Letter.objects.unsent().update(due_at=timezone.now())
    before = send_due()
    client.post(ASK, {"email": "kari@example.com"}, REMOTE_ADDR="203.0.113.9")
    assert send_due() == before + 1


@pytest.mark.parametrize("path", [ASK, SIGN_UP])
def test_page_has_a_signed_time_and_stays_public(client: Client, path: str) -> None:
    page = client.get(path)
    assert 'type="hidden" name="loaded"' in page.content.decode()
    assert "public" in page["Cache-Control"]
