"""The receipt of an erasure names each place and what is there, and nobody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import translation
from time_machine import travel

from newsletter.imports import exporting
from newsletter.issues import operations as issues
from newsletter.preferences.receipt import make_receipt
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.emails import RECEIPT
from newsletter.subscriptions.enums import EndReason
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from privacy.web import tokens
from tests.factories.newsletter import NOW, IssueFactory, subscribed

pytestmark = pytest.mark.usefixtures("rules")


def left(receipt: Any) -> list[bool]:
    return [place.is_gone for place in receipt.places]


@pytest.mark.law("P29")
def test_receipt_follows_the_erasure_until_nothing_is_left(client: Client) -> None:
    mine = subscribed("kari@example.com", now=NOW)
    issues.send(issue_id=IssueFactory.create().pk, now=NOW + timedelta(hours=1))
    subscriptions.sign_up(address="kari@example.com", language="nb", form="f", text="Ja", now=NOW)
    subscriptions.unsubscribe(subscription_id=mine.pk, reason=EndReason.PAGE, now=NOW + timedelta(days=1))
    for letter in Letter.objects.unsent():
        letters.send(letter_id=letter.pk, now=NOW + timedelta(days=1))
    before = make_receipt(mine.pk, NOW + timedelta(days=1))
    assert before.ended_at == NOW + timedelta(days=1)
    assert left(before)[:3] == [False, False, False]
    retention.run(as_of=NOW + timedelta(days=9), now=NOW)
    after = make_receipt(mine.pk, NOW + timedelta(days=9))
    assert left(after)[:3] == [True, True, True]
    assert not after.is_whole, "the backups are not gone yet"
    with travel(NOW + timedelta(days=60), tick=False):
        page = client.get(f"/nyhetsbrev/kvittering/{tokens.make_token(RECEIPT, mine.pk)}/")
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert not re.search(r"kari|@example", page.content.decode())
    assert make_receipt(mine.pk, NOW + timedelta(days=60)).is_whole


@pytest.mark.law("P29")
def test_receipt_tells_of_files_that_were_made_while_the_person_subscribed(settings: LazySettings) -> None:
    exporting.note(by=None, now=NOW - timedelta(days=1))
    mine = subscribed("kari@example.com", now=NOW)
    other = subscribed("ola@example.com", now=NOW + timedelta(days=3))
    exporting.note(by=None, now=NOW + timedelta(days=2))
    for person in (mine, other):
        subscriptions.unsubscribe(subscription_id=person.pk, reason=EndReason.PAGE, now=NOW + timedelta(days=4))
    exporting.note(by=None, now=NOW + timedelta(days=5))
    retention.run(as_of=NOW + timedelta(days=30), now=NOW)
    later = NOW + timedelta(days=90)
    with translation.override("en"):
        receipt = make_receipt(mine.pk, later)
        results = {place.title: place.result for place in receipt.places}
        assert results["files with the list of subscribers"].startswith("1 was made while you subscribed, on 12 Mar")
        assert [place.is_gone for place in receipt.places if place.title.startswith("files")] == [False]
        of_other = {place.title: place for place in make_receipt(other.pk, later).places}
        assert of_other["files with the list of subscribers"].is_gone
        assert "My data" in results["other forms"]
        assert "no list there" in results["whoever delivers our mail"]
        settings.NEWSLETTER = settings.NEWSLETTER | {"PROVIDER": "postmark"}
        results = {place.title: place.result for place in make_receipt(mine.pk, later).places}
        assert results["whoever delivers our mail"].startswith("Postmark has a log")
