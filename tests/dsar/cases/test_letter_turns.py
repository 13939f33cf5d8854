"""False requests against an address do not silence its owner, and the owner is not flooded."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dsar.cases import asking, letter_turns, links
from dsar.cases.enums import Right
from dsar.cases.letter_turns import BETWEEN_TURNS, MOST_IN_A_LETTER, MOST_LETTERS_A_DAY
from dsar.cases.models import Case, Contact
from privacy.intake.limits.senders import stamp
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.web import tokens
from tests.factories.dsar import ADDRESS, NOW

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-40", "X-35")]
HUMAN = reverse("dsar:ask", args=["human"])
ATTACKER, OWNER = "198.51.100.7", "203.0.113.9"
MOMENT, SOON = timedelta(milliseconds=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def post(client: Client, message: str, sender: str, address: str = ADDRESS) -> None:
    """Send the form, a moment after the one before: letters that are due at once have no order."""
    fields = {"email": address, "message": message, "loaded": stamp(NOW - timedelta(seconds=9))}
    with time_machine.travel(timezone.now() + Case.objects.count() * MOMENT, tick=False):
        assert client.post(HUMAN, fields, REMOTE_ADDR=sender).status_code == 303


def send_until(end: datetime, began: datetime = NOW) -> int:
    """Send what is due in every minute until ``end``, as the tick does; return how many mails have left in all."""
    now, end = began + SOON, end + SOON
    while now <= end:
        for letter_id in Letter.objects.due(now).values_list("pk", flat=True):
            letters.send(letter_id=letter_id, now=now)
        now += timedelta(minutes=1)
    return len(mail.outbox)


def mailed_cases() -> set[str]:
    """Return the messages of the requests that can be confirmed by a link in some mail."""
    contacts = Contact.objects.all()
    return {contact.message for contact in contacts if any(_has_link(str(sent.body), contact) for sent in mail.outbox)}


def _has_link(body: str, contact: Contact) -> bool:
    paths = [word.rpartition("/bekreft/")[2].strip("/") for word in body.split() if "/bekreft/" in word]
    return any(tokens.read_token(links.CONFIRM, token) == contact.case_id for token in paths)


def test_owner_in_another_network_gets_the_letter_at_once(client: Client) -> None:
    for number in range(12):
        post(client, f"false {number}", ATTACKER)
    assert send_until(NOW) == MOST_LETTERS_A_DAY
    post(client, "mine", OWNER)
    assert send_until(NOW) == MOST_LETTERS_A_DAY + 1
    assert "mine" in mailed_cases()
    assert Case.objects.count() == 13, "every request is recorded"


@pytest.mark.parametrize("count", [MOST_LETTERS_A_DAY, 30])
def test_owner_in_the_same_network_gets_the_letter_within_the_hour(client: Client, count: int) -> None:
    for number in range(count):
        post(client, f"false {number}", ATTACKER)
    send_until(NOW)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        post(client, "mine", ATTACKER)
    assert send_until(NOW + timedelta(minutes=61)) == MOST_LETTERS_A_DAY + 1
    assert "mine" in mailed_cases()


def test_owner_is_found_among_the_networks_of_an_attack(client: Client) -> None:
    for network in range(45):
        post(client, f"false {network}", f"198.51.{network}.7")
    send_until(NOW)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        post(client, "mine", OWNER)
    assert send_until(NOW + timedelta(minutes=61)) == letter_turns.MOST_WITH_FIRSTS + 1
    assert "mine" in mailed_cases()


def test_owner_is_found_among_the_tags_of_a_mailbox(client: Client) -> None:
    local, _at, domain = ADDRESS.partition("@")
    for number in range(25):
        post(client, f"false {number}", ATTACKER, f"{local}+{number}@{domain}")
    send_until(NOW)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        post(client, "mine", ATTACKER)
    assert send_until(NOW + timedelta(minutes=61)) <= MOST_LETTERS_A_DAY + 3
    assert "mine" in mailed_cases()


def test_flooded_address_gets_few_letters_and_each_request_its_link(client: Client) -> None:
    for number in range(60):
        post(client, f"false {number}", ATTACKER)
    turns = -(-(60 - MOST_LETTERS_A_DAY) // MOST_IN_A_LETTER)
    sent = send_until(NOW + turns * BETWEEN_TURNS)
    # The sender's first letter is one more where it happens to be sent after those of the day.
    assert sent - MOST_LETTERS_A_DAY in {turns, turns + 1}
    assert mailed_cases() == {f"false {number}" for number in range(60)}
    assert send_until(NOW + timedelta(hours=20)) == sent
    assert not Letter.objects.unsent().exists()


def test_letter_for_several_requests_is_the_same_after_a_failure(client: Client) -> None:
    for number in range(MOST_LETTERS_A_DAY + 4):
        post(client, f"false {number}", ATTACKER)
    send_until(NOW)
    letter = Letter.objects.unsent().order_by("pk").first()
    assert letter is not None
    case = Case.objects.get(pk=letter.object_id)
    turn = NOW + SOON + BETWEEN_TURNS
    composed = [letter_turns.take_turn(case, turn + timedelta(minutes=minute)) for minute in range(3)]
    assert composed[0] is not None
    assert len(composed[0]) == 3
    assert composed[0] == composed[1] == composed[2]
    assert [letter_turns.take_turn(other, turn) for other in composed[0]] == [None] * 3


def test_request_in_a_letter_of_another_can_be_confirmed(client: Client) -> None:
    for number in range(MOST_LETTERS_A_DAY + 4):
        post(client, f"false {number}", ATTACKER)
    send_until(NOW + BETWEEN_TURNS)
    for contact in Contact.objects.exclude(mailed_with=None)[:3]:
        asking.confirm(case_id=contact.case_id, now=NOW + timedelta(hours=2))
    assert Case.objects.unanswered().filter(right=Right.HUMAN).count() == 1
