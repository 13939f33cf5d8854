"""Merge fields: which exist, who sees whose values, and that a value changes nothing but its own place."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.imports.models import ImportedConsent
from newsletter.issues import deliveries, promises
from newsletter.issues import operations as issues
from newsletter.issues.emails import IssueMail
from newsletter.issues.enums import IssueState
from newsletter.issues.errors import FieldRefused
from newsletter.issues.markdown import fields_in, to_html, to_text
from newsletter.issues.models import Issue
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory
from tests.newsletter.issues.test_pictures import errors, form
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
WHO_FOLLOWS = (
    says("The link “%(address)s” would tell who follows it: %(fields)s are for the text.")
    .partition("%(address)s")[2]
    .partition(":")[0]
)
TEXT = "Sendt til **{address}**, bekreftet {since}."


def written(body: str = TEXT) -> Issue:
    issue: Issue = IssueFactory.create(subject={"nb": "Hei"}, body={"nb": body})
    return issue


def deliver(issue: Issue) -> EmailMessage:
    issues.send(issue_id=issue.pk, now=NOW)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)
    return read(mail.outbox[-1].message().as_bytes())


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("source", "text", "shown"),
    [
        ("{address}", "A", "A"),
        ("{ since }", "<S>", "&lt;S&gt;"),
        ("\\{address}", "{address}", "{address}"),
        ("`{address}`", "{address}", "<code>{address}</code>"),
        ("a { b } c {", "a { b } c {", "a { b } c {"),
        ("{}", "{}", "{}"),
        ("[{address}](https://example.com/)", "A (https://example.com/)", '<a href="https://example.com/">A</a>'),
    ],
)
def test_field_stands_for_a_value_and_a_brace_for_itself(source: str, text: str, shown: str) -> None:
    values = {"address": "A", "since": "<S>"}
    assert to_text(source, fields=values) == text
    assert to_html(source, fields=values) == f"<p>{shown}</p>\n"


def test_field_that_is_unknown_is_found_wherever_it_is() -> None:
    assert fields_in("# {a}\n\n- *{b}* [{c d}](https://example.com/) \\{e} `{f}`\n\n```\n{g}\n```") == ["a", "b", "c d"]


def test_reader_gets_their_address_and_their_day_in_their_language() -> None:
    ActiveFactory.create(email="kari@example.com", language="en", confirmed_at=datetime(2025, 6, 30, 23, 0, tzinfo=UTC))
    message = deliver(written())
    assert "Sendt til kari@example.com, bekreftet 1 July 2025." in part(message, "plain")
    assert re.search(r"<strong>kari@example.com</strong>, bekreftet 1 July 2025\.", part(message, "html"))


def test_day_of_a_consent_given_elsewhere_is_that_of_its_evidence() -> None:
    reader = ActiveFactory.create()
    facts = {"source": "messe", "list_sha256": "0" * 64, "place": "1"}
    ImportedConsent.objects.create(subscription=reader, given_at=datetime(2024, 5, 17, 12, tzinfo=UTC), **facts)
    assert "bekreftet 17. mai 2024." in part(deliver(written()), "plain")


def test_place_that_the_author_writes_is_escaped_as_well() -> None:
    mails = IssueMail(written("%%ADDRESS%%"))
    copy = mails.addressed_to(uuid4(), '"<b>"@example.com', "nb", uuid4())
    assert "<b>" not in str(copy.alternatives[0][0])


def test_issue_without_fields_carries_no_values() -> None:
    ActiveFactory.create(email="kari@example.com")
    message = deliver(written("Hei"))
    assert "kari" not in part(message, "plain") + part(message, "html")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (
            {"body_nb": "Hei {fornavn}"},
            says(
                "There is no field {%(name)s}. The fields are %(fields)s. For a brace itself write \\{.",
                name="fornavn",
                fields="{address}, {since}",
            ),
        ),
        ({"body_nb": "Hei {Address}"}, "{Address} finnes ikke"),
        (
            {"subject_nb": "Til {address}", "body_nb": "Hei"},
            says("A subject is the same for everybody: %(fields)s are for the text.", fields="{address}, {since}"),
        ),
        ({"body_nb": "[x](https://example.com/?e={address})"}, WHO_FOLLOWS),
        ({"body_nb": "<https://example.com/{since}>"}, WHO_FOLLOWS),
    ],
)
def test_field_that_does_not_exist_or_does_not_belong_there_is_refused(
    admin_client: Client, texts: dict[str, Any], said: str
) -> None:
    answer = errors(admin_client.post(reverse("admin:newsletter_issue_add"), form(**texts)))
    assert said in answer
    assert says("Write at least the Norwegian text.") not in answer, "it is there"


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        (
            "Hei",
            "Hei {fornavn}",
            says(
                "There is no field {%(name)s}. The fields are %(fields)s. For a brace itself write \\{.",
                name="fornavn",
                fields="{address}, {since}",
            ),
        ),
        ("Hei", "[x](https://example.com/?e={address})", WHO_FOLLOWS),
        (
            "Til {address}",
            "Hei",
            says("A subject is the same for everybody: %(fields)s are for the text.", fields="{address}, {since}"),
        ),
    ],
)
def test_draft_from_before_there_were_fields_is_not_shown_tested_or_sent(
    admin_client: Client, subject: str, body: str, said: str
) -> None:
    ActiveFactory.create()
    issue = IssueFactory.create(subject={"nb": subject}, body={"nb": body})
    editor = reverse("admin:newsletter_issue_change", args=[issue.pk])
    for url, sent in (
        (reverse("admin:newsletter_issue_send", args=[issue.pk]), None),
        (reverse("admin:newsletter_issue_steer", args=[issue.pk]), {"act": "test"}),
    ):
        answer = admin_client.post(url, sent, follow=True) if sent else admin_client.get(url, follow=True)
        assert answer.redirect_chain == [(editor, 302)]
        assert said in answer.content.decode()
    with pytest.raises(FieldRefused) as refused:
        issues.freeze(issue_id=issue.pk, now=NOW)
    assert said in str(refused.value)
    assert not Letter.objects.exists()
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT


def test_preview_and_test_show_the_values_of_whoever_looks(admin_client: Client, admin_user: User) -> None:
    issue = written()
    for kind in ("nb-light", "nb-plain"):
        page = admin_client.get(reverse("admin:newsletter_issue_mail", args=[issue.pk, kind])).content.decode()
        assert admin_user.email in page
        assert "%%" not in page
    admin_client.post(reverse("admin:newsletter_issue_steer", args=[issue.pk]), {"act": "test"})
    letters.send(letter_id=Letter.objects.get().pk, now=timezone.now())
    assert f"Sendt til {admin_user.email}, bekreftet" in str(mail.outbox[-1].body)
    ActiveFactory.create(email="kari@example.com")
    page = admin_client.get(reverse("admin:newsletter_issue_send", args=[issue.pk])).content.decode()
    assert says("[the reader’s own address]") in page
    assert "kari@example.com" not in page


@pytest.mark.law("P20")
def test_archive_and_feed_show_nobodys_values(client: Client) -> None:
    ActiveFactory.create(email="kari@example.com")
    deliver(written())
    for path in ("2026-03-10/", "atom.xml"):
        page = client.get(f"/nyhetsbrev/arkiv/{path}").content.decode()
        assert says("[the reader’s own address]") in page
        assert says("[the day on which it was confirmed]") in page
        assert "kari" not in page
    assert says("[the reader’s own address]") in client.get("/en/newsletter/archive/2026-03-10/").content.decode()


@pytest.mark.law("P20")
def test_own_values_are_no_difference_between_readers() -> None:
    assert promises._is_same_for_all(written(), "nb")


@pytest.mark.law("P20")
def test_address_that_the_author_did_not_ask_for_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    real = IssueMail.addressed_to

    def personal(self: IssueMail, subscription_id: Any, email: str, *rest: Any) -> Any:
        copy = real(self, subscription_id, email, *rest)
        copy.body += f"For deg, {email}"
        return copy

    monkeypatch.setattr(IssueMail, "addressed_to", personal)
    assert not promises._is_same_for_all(written(), "nb")
