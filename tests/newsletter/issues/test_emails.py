"""The mails as they leave."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core import mail

from newsletter.issues import deliveries, emails
from newsletter.issues import operations as issues
from newsletter.issues.markdown import to_html
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.letters import answer_to_signup
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from tests.factories.newsletter import NEWS, NOW, ActiveFactory, EndedFactory, IssueFactory, PendingFactory
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")


def sent_issue(**subscriber: object) -> EmailMessage:
    ActiveFactory.create(**subscriber)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)
    return message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=policy.default)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.mark.law("M-03")
def test_issue_carries_the_headers_of_a_list(settings: LazySettings) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"UNSUBSCRIBE_ADDRESS": "leave@example.com"}
    message = sent_issue()
    by_web, by_mail = message["List-Unsubscribe"].strip().split(", ")
    assert re.fullmatch(rf"<{settings.BASE_URL}/nyhetsbrev/avmeld/[\w.-]+/>", by_web)
    assert by_mail.startswith("<mailto:leave@example.com?subject=unsubscribe")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == f"<newsletter.{settings.MAIL_DOMAIN}>"
    assert message["Message-ID"].endswith(f"@{settings.MAIL_DOMAIN}>")


@pytest.mark.law("C-26", "X-23")
def test_issue_holds_no_image_and_links_as_they_were_written() -> None:
    message = sent_issue()
    text, html = part(message, "plain"), part(message, "html")
    assert not re.search(r"<img|<script|<link|url\(|srcset", html)
    assert re.search(r'<a href="https://example.com/nytt\?a=1&amp;b=2" style="[^"]+">nettsiden</a>', html)
    assert "nettsiden (https://example.com/nytt?a=1&b=2)" in text
    assert "%%" not in text + html
    sent = mail.outbox[-1]
    assert (sent.track_opens, sent.track_clicks) == (False, False)  # type: ignore[attr-defined]


@pytest.mark.law("M-03", "M-04")
@pytest.mark.parametrize(
    ("language", "leave"),
    [("nb", "/nyhetsbrev/avmeld/"), ("nn", "/nn/nyheitsbrev/avmeld/"), ("en", "/en/newsletter/unsubscribe/")],
)
def test_issue_tells_why_who_and_how_to_leave(settings: LazySettings, language: str, leave: str) -> None:
    settings.PRIVACY = settings.PRIVACY | {
        "CONTROLLER": {"organisation_number": "123456785", "address": "Gata 1\n0001 Oslo", "phone": ""}
    }
    message = sent_issue(language=language)
    for kind in ("plain", "html"):
        assert leave in part(message, kind)
        assert "Gata 1" in part(message, kind)
    assert message["Subject"] == NEWS[language]


def test_issue_written_in_one_language_keeps_the_readers_frame() -> None:
    issue = IssueFactory.create(subject={"nb": "Bare norsk"}, body={"nb": "Hei."})
    copy = emails.IssueMail(issue).addressed_to(uuid4(), "x@example.com", "en", uuid4())
    assert copy.subject == "Bare norsk"
    assert "Unsubscribe" in copy.body
    assert '<html lang="en">' in copy.alternatives[0][0]
    assert '<div lang="nb">' in copy.alternatives[0][0]


def test_issue_lets_no_html_and_no_image_of_the_author_through() -> None:
    html = to_html("<script>x</script> ![](https://example.com/p.gif) [a](javascript:alert(1))")
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html.replace('href="https://example.com/p.gif"', "")


def test_signup_letter_goes_out_once_and_holds_the_link(settings: LazySettings) -> None:
    subscriptions.sign_up(address="kari@example.com", language="nb", form="f", text="t", now=NOW)
    letter = Letter.objects.get()
    assert letters.send(letter_id=letter.pk, now=NOW) is True
    assert letters.send(letter_id=letter.pk, now=NOW) is False
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["kari@example.com"], says("Confirm that you want the newsletter"))
    assert f"{settings.BASE_URL}/nyhetsbrev/bekreft/" in sent.body
    assert len(mail.outbox) == 1


def test_signup_letter_in_english_leads_to_the_english_page(settings: LazySettings) -> None:
    message = answer_to_signup(PendingFactory.create(language="en").pk, NOW)
    assert message is not None
    assert f"{settings.BASE_URL}/en/newsletter/confirm/" in message.body


def test_signup_letter_to_a_subscriber_says_so_and_holds_no_confirmation() -> None:
    ActiveFactory.create(email="kari@example.com")
    message = answer_to_signup(PendingFactory.create(email="kari@example.com").pk, NOW)
    assert message is not None
    assert "/avmeld/" in message.body
    assert "/bekreft/" not in message.body


def test_signup_letter_to_somebody_ended_overdue_or_erased_is_not_sent() -> None:
    overdue = PendingFactory.create(retain_until=NOW)
    for subscription_id in (EndedFactory.create().pk, overdue.pk, uuid4()):
        assert answer_to_signup(subscription_id, NOW) is None


def test_second_request_within_minutes_gets_no_mail() -> None:
    for _twice in range(2):
        subscriptions.sign_up(address="kari@example.com", language="nb", form="f", text="t", now=NOW)
    sent = [letters.send(letter_id=letter.pk, now=NOW) for letter in Letter.objects.order_by("kind")]
    assert sorted(sent) == [False, True]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("length", [1, 60, 75, 76, 77, 200])
def test_way_out_is_put_into_encoded_text_without_breaking_a_line(length: int) -> None:
    from newsletter.issues.mime import PLACE_OF_LINK, PreparedIssue

    text = f"{'å' * 40} = {'x' * length} {PLACE_OF_LINK}\nÆ {PLACE_OF_LINK}"
    prepared = PreparedIssue(
        subject="Blåbær " * 20, sender="Bær <post@example.com>", text=text, html=f"<p>{text}</p>", headers={}
    )
    link = "https://example.com/" + "a" * length
    content = prepared.copy_for("kari@example.com", {PLACE_OF_LINK: link}, {}).message().as_bytes(linesep="\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 76
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == "Blåbær " * 20
    assert part(message, "plain").replace("\r\n", "\n") == text.replace(PLACE_OF_LINK, link)


def test_header_of_several_lines_is_refused() -> None:
    prepared = emails.IssueMail(IssueFactory.build()).prepared("nb")
    with pytest.raises(ValueError, match="several lines"):
        prepared.copy_for("kari@example.com", {}, {"X-Id": "a\nBcc: x@example.com"}).message()
