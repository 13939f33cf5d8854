"""The look of every mail: text and HTML with the same words, who sends it, from where and why."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail as sent
from django.core.management import call_command
from django.utils import translation
from pytest_django import Settings

from privacy.letters.checks import check_provider_tracking
from privacy.letters.layout import sign
from privacy.letters.mail import AutomaticMail
from privacy.register.purposes.models import Controller
from tests.outgoing_mails import faults_of

pytestmark = pytest.mark.django_db
TEXT = """Hei

Åpne siden:

http://127.0.0.1:8000/sak/abc/

Dette er med:
- Kontakt: 2
- Nyhetsbrev: 1
  Hvorfor: <b>loven</b>

> Hva vet dere?
> Hilsen Kari

Klag til https://www.datatilsynet.no/."""


@pytest.fixture
def parsed() -> EmailMessage:
    Controller.objects.update_or_create(
        pk=1, defaults={"name": "Proviso AS", "address": "Storgata 1\n0155 Oslo", "contact_email": "post@example.com"}
    )
    with translation.override("nb"):
        mail = AutomaticMail("Saken din", TEXT, "post@example.com", ["kari@example.com"], reason="Fordi du spurte.")
    message = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.law("M-04")
def test_mail_says_who_sends_it_from_where_and_why(parsed: EmailMessage) -> None:
    for kind in ("plain", "html"):
        words = content(parsed, kind)
        for fact in ("Fordi du spurte.", "Proviso AS", "Storgata 1", "0155 Oslo", "/personvern/"):
            assert fact in words, (kind, fact)
    assert content(parsed, "plain").startswith(TEXT)
    assert '<html lang="nb">' in content(parsed, "html")


def test_text_becomes_paragraphs_lists_quotes_and_links(parsed: EmailMessage) -> None:
    html = content(parsed, "html")
    assert 'class="button" href="http://127.0.0.1:8000/sak/abc/"' in html
    assert html.count("<li") == 2
    assert "Nyhetsbrev: 1<br>Hvorfor: &lt;b&gt;loven&lt;/b&gt;" in html
    assert "Hva vet dere?<br>Hilsen Kari" in html
    assert 'href="https://www.datatilsynet.no/"' in html
    assert html.count('<a class="button"') == 1


@pytest.mark.law("C-26")
def test_nothing_in_it_is_fetched(parsed: EmailMessage) -> None:
    assert faults_of(parsed.as_bytes()) == []


@pytest.mark.law("C-26", "X-23")
@pytest.mark.parametrize(
    "bad",
    [
        '<img src="https://example.com/p.gif" alt="" width="1" height="1">',
        '<p style="background:url(https://example.com/p.gif)"></p>',
        '<a href="https://example.com/?utm_source=x">x</a>',
        '<link rel="stylesheet" href="https://example.com/a.css">',
    ],
)
def test_what_tells_of_readers_is_seen_in_any_mail(bad: str) -> None:
    mail = AutomaticMail("Hei", "Hei", "post@example.com", ["kari@example.com"])
    html = str(mail.alternatives[0][0]).replace("</body>", f"{bad}</body>")
    mail.alternatives.clear()
    mail.attach_alternative(html, "text/html")
    assert len(faults_of(mail.message().as_bytes())) == 1


def test_what_is_signed_is_signed_once() -> None:
    mail = AutomaticMail("Hei", sign("Hei", "Derfor."), "post@example.com", ["kari@example.com"])
    assert str(mail.body).count("\n-- \n") == 1


@pytest.mark.law("X-23")
@pytest.mark.parametrize(
    ("backend", "ids"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", []),
        ("anymail.backends.mailgun.EmailBackend", []),
        ("anymail.backends.brevo.EmailBackend", ["privacy.W003"]),
        ("anymail.backends.amazon_ses.EmailBackend", ["privacy.W003"]),
    ],
)
def test_provider_whose_tracking_no_mail_can_turn_off_is_warned_of(
    settings: Settings, backend: str, ids: list[str]
) -> None:
    settings.EMAIL_BACKEND = backend
    assert [warning.id for warning in check_provider_tracking(None)] == ids


def test_django_s_trial_of_the_mail_server_is_no_letter_and_nothing_else_passes_for_it() -> None:
    call_command("sendtestemail", "drift@example.com")
    [trial] = sent.outbox
    assert faults_of(trial.message().as_bytes()) == []
    trial.body = f"{trial.body}\nHei"
    assert faults_of(trial.message().as_bytes())
    sent.outbox.clear()
