"""One mailbox is one person, through the public pages, whatever spelling each page was given."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from contact.messages.models import Message
from dsar.cases import asking
from dsar.cases.enums import Right, State
from dsar.cases.links import confirm_link
from dsar.cases.models import Case, Contact, Job
from dsar.erasures.queries import plan_for
from dsar.fulfilment import operations as fulfilment
from dsar.people import personal_rows
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.emails import confirm_url, unsubscribe_url
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.inventory.declarations import title_of
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import NOW, address_of, approved, asked, case_worker, opened
from tests.factories.newsletter import ActiveFactory, PendingFactory

pytestmark = pytest.mark.usefixtures("rules")
READABLE, ASCII = "Per@blåbær.example", "per@xn--blbr-roah.example"
SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _ask_for_erasure(client: Client, address: str) -> Case:
    assert client.post("/mine-data/slett/", {"email": address}).status_code == 303
    case = Case.objects.latest("received_at")
    assert client.post(confirm_link(case.pk, "nb").removeprefix(SITE)).status_code == 303
    case.refresh_from_db()
    return case


@pytest.mark.law("D-20", "D-08", "X-13")
@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize(("first", "second"), [(READABLE, ASCII), (ASCII, READABLE)])
def test_subscribed_under_one_spelling_is_erased_under_the_other(
    client: Client, first: str, second: str, is_confirmed: bool
) -> None:
    client.post("/nyhetsbrev/", {"email": first})
    client.post("/kontakt/", {"email": first, "text": "Hei"})
    assert (PendingSignUp.objects.count(), Message.objects.count()) == (1, 1)
    if is_confirmed:
        client.post(confirm_url(PendingSignUp.objects.get().pk).removeprefix(SITE))
        assert Subscription.objects.active().count() == 1
    name = "newsletter.subscription" if is_confirmed else "newsletter.pendingsignup"
    case = _ask_for_erasure(client, second)
    job = approved(case=case, staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    assert not Subscription.objects.exists()
    assert not PendingSignUp.objects.exists()
    assert not Message.objects.exists()
    assert Job.objects.get().result["erased"] == {"contact.message": 1, name: 1}
    letters = sent_letters()
    assert {tuple(letter.to) for letter in letters} == {(ASCII,)}
    assert any(str(title_of(name)) in letter.body for letter in letters)


@pytest.mark.law("X-35")
def test_second_spelling_makes_no_second_subscription(client: Client) -> None:
    for address in (READABLE, ASCII, READABLE.upper(), '"per"@blåbær.example'):
        assert client.post("/nyhetsbrev/", {"email": address}).status_code == 303
    for letter in Letter.objects.unsent():
        letters.send(letter_id=letter.pk, now=letter.due_at)
    assert len(mail.outbox) == 1
    requests = list(PendingSignUp.objects.all())
    assert {request.email for request in requests} == {ASCII}
    assert READABLE in {request.email_written for request in requests}
    confirmed = [subscriptions.confirm(subscription_id=request.pk, now=NOW) for request in requests]
    assert confirmed == [True, False, False, False]
    assert Subscription.objects.active().count() == 1


def test_unsubscribing_ends_every_row_of_a_mailbox(client: Client) -> None:
    first = ActiveFactory.create(email=READABLE)
    second = ActiveFactory.create(email=ASCII, is_second_spelling=True)
    waiting = PendingFactory.create(email=READABLE)
    other = ActiveFactory.create(email="per@blabaer.example")
    client.post(unsubscribe_url(second.email).removeprefix(SITE))
    assert set(Subscription.objects.ended().values_list("pk", flat=True)) == {first.pk, second.pk}
    assert Subscription.objects.active().get() == other
    waiting.refresh_from_db()
    assert waiting.dropped_at is not None


@pytest.mark.law("D-40")
def test_request_joins_the_open_request_of_another_spelling() -> None:
    first, second = opened(Right.ACCESS, address=READABLE), asked(Right.ACCESS, address=ASCII, message="Nå")
    assert asking.confirm(case_id=second.pk, now=NOW) == first
    assert address_of(first) == ASCII


def test_request_counts_and_erases_unconfirmed_requests_of_another_spelling() -> None:
    asked(Right.ACCESS, address=READABLE)
    case = opened(Right.ERASURE, address=ASCII)
    job = approved(case=case, staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    assert list(Case.objects.exclude(state=State.UNVERIFIED)) == [Case.objects.get()]


@pytest.mark.law("X-35", "D-40")
def test_limit_of_mails_counts_tags_and_spellings_together(client: Client) -> None:
    addresses = ["mia@example.com", *(f"Mia+{number}@Example.com" for number in range(30))]
    for address in addresses:
        assert client.post("/mine-data/kopi/", {"email": address}).status_code == 303
        assert client.post("/nyhetsbrev/", {"email": address}).status_code == 303
    for kind in ("newsletter.signup", "dsar.confirm"):
        assert Letter.objects.filter(kind=kind).count() == len(addresses), "every request is stored"
    # One more may be the first of its sender on this day, when the others left before it.
    assert _send_due("dsar.confirm") in (len(Right), len(Right) + 1)
    assert _send_due("newsletter.signup") == 1
    client.post("/nyhetsbrev/", {"email": "mia.l@example.com"})
    client.post("/nyhetsbrev/", {"email": "mia@example.org"})
    assert _send_due("newsletter.signup") == 1, "a hasty sender writes for two addresses in an hour"


def _send_due(kind: str) -> int:
    """Send the letters of a kind that are due; return how many left."""
    now = timezone.now()
    return sum(
        letters.send(letter_id=pk, now=now)
        for pk in Letter.objects.due(now).filter(kind=kind).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    "address",
    ["mi\u200ba@example.com", "mia@exam\u00adple.com", '"kari\x0bbcc:x"@example.com', "t@[127.0.0.1]", "mia@x"],
)
@pytest.mark.parametrize("path", ["/mine-data/kopi/", "/nyhetsbrev/", "/kontakt/"])
def test_what_cannot_be_mailed_is_refused_with_the_reason(client: Client, path: str, address: str) -> None:
    response = client.post(path, {"email": address, "text": "Hei"})
    assert response.status_code == 422
    assert b"error-summary" in response.content
    assert [model.objects.count() for model in (Subscription, Message, Contact)] == [0, 0, 0]  # type: ignore[attr-defined]


def test_staff_find_a_person_by_any_spelling(admin_client: Client) -> None:
    subscription = ActiveFactory.create(email=READABLE)
    message = MessageFactory.create(email=ASCII)
    for spelling in (READABLE, ASCII, "PER@BLÅBÆR.EXAMPLE"):
        listed = admin_client.get("/admin/newsletter/subscription/", {"q": spelling})
        assert str(subscription.pk) in listed.content.decode()
        listed = admin_client.get("/admin/contact/message/", {"q": spelling})
        assert str(message.pk) in listed.content.decode()
    assert admin_client.get("/admin/newsletter/subscription/", {"q": "no address"}).status_code == 200


def test_account_is_found_by_any_spelling() -> None:
    account = User.objects.create_user("per", "Per@BLÅBÆR.example")
    assert account.email == ASCII
    assert {count.data.model for count in personal_rows.counts(READABLE)} == {User}


def test_no_stored_address_is_out_of_reach() -> None:
    MessageFactory.create(email=READABLE)
    User.objects.create_user("per", "Per@BLÅBÆR.example")
    assert list(personal_rows.unreachable()) == []
    User.objects.bulk_create([User(username="ola", email="Ola@Example.com")])
    assert list(personal_rows.unreachable()) == [], "columns that are not ours are compared without case"
    User.objects.bulk_create([User(username="eva", email='"eva"@example.com')])
    assert [rows for _title, rows in personal_rows.unreachable()] == [1]


@pytest.mark.law("D-37")
def test_copy_has_the_rows_of_every_spelling() -> None:
    ActiveFactory.create(email=READABLE)
    MessageFactory.create(email=ASCII)
    for spelling in (READABLE, ASCII):
        assert {count.data.model for count in personal_rows.counts(spelling)} == {Subscription, Message}
        assert set(plan_for(spelling, NOW)) == {"contact.message", "newsletter.subscription"}


def test_staff_see_a_person_with_two_spellings_as_one(admin_client: Client, client: Client) -> None:
    ActiveFactory.create(email=READABLE)
    ActiveFactory.create(email=ASCII, is_second_spelling=True)
    ActiveFactory.create(email="ola@example.com")
    page = admin_client.get("/admin/dsar/case/spellings/").content.decode()
    assert READABLE in page
    assert ASCII in page
    assert page.count("<h2>") == 1
    assert "ola@example.com" not in page
    assert "/admin/dsar/case/spellings/" in admin_client.get("/admin/").content.decode()
    client.force_login(case_worker("leser", "view_case"))
    assert client.get("/admin/dsar/case/spellings/").status_code == 403
