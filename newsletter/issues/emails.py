"""Mails of an issue: no remote images, no rewritten links, no tracking of readers (LAW C-26)."""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from newsletter.conf import newsletter_settings
from newsletter.issues.markdown import to_html, to_text
from newsletter.issues.models import Issue
from newsletter.issues.provider import name_for_provider
from newsletter.subscriptions.emails import (
    footer_context,
    list_headers,
    sender,
    unsubscribe_url,
)
from privacy.conf import privacy_settings
from privacy.languages.fields import in_language

_PLACE_OF_LINK = "%%UNSUBSCRIBE%%"


class _Parts(NamedTuple):
    subject: str
    text: str
    html: str


class _Copy(EmailMultiAlternatives):
    # As with every automatic mail; but a campaign does not say that it is one (RFC 3834).
    track_opens = False
    track_clicks = False


class IssueMail:
    """An issue, rendered once per language; copies differ in the unsubscribe link only."""

    def __init__(self, issue: Issue) -> None:
        self._issue = issue
        self._parts: dict[str, _Parts] = {}
        self._sender = sender()

    def addressed_to(
        self, subscription_id: UUID, email: str, language: str, delivery_id: UUID
    ) -> EmailMultiAlternatives:
        """Return the copy for a subscriber, with the headers of RFC 2369, 2919 and 8058."""
        parts = self._parts.get(language) or self._parts.setdefault(language, self._render(language))
        with translation.override(language):
            link = unsubscribe_url(subscription_id)
        message = _Copy(
            parts.subject, parts.text.replace(_PLACE_OF_LINK, link), self._sender, [email], headers=list_headers(link)
        )
        message.extra_headers["Message-ID"] = f"<{delivery_id}@{privacy_settings().domain}>"
        name_for_provider(message, delivery_id)
        if newsletter_settings().unsubscribe_address:
            by_mail = f"<mailto:{newsletter_settings().unsubscribe_address}?subject=unsubscribe%20{subscription_id}>"
            message.extra_headers["List-Unsubscribe"] += f", {by_mail}"
        message.attach_alternative(parts.html.replace(_PLACE_OF_LINK, link), "text/html")
        return message

    def preview(self, language: str) -> tuple[str, str]:
        """Return subject and text as a subscriber gets them, without anybody's own link."""
        parts = self._render(language)
        with translation.override(language):
            return parts.subject, parts.text.replace(_PLACE_OF_LINK, _("[the person’s own link]"))

    def _render(self, language: str) -> _Parts:
        source = in_language(self._issue.body, language)
        with translation.override(language):
            subject = in_language(self._issue.subject, language)
            # An issue that lacks the reader's language is sent in the default language, in a frame in the reader's.
            written_in = language if self._issue.body.get(language) else settings.LANGUAGE_CODE
            context = footer_context() | {
                "unsubscribe_url": _PLACE_OF_LINK,
                "subject": subject,
                "written_in": written_in,
            }
            text = render_to_string("newsletter/mail/issue.txt", context | {"body": to_text(source)}).strip() + "\n"
            html = render_to_string(
                "newsletter/mail/issue.html", context | {"body": to_html(source), "language": language}
            )
        return _Parts(subject, text, html)


def previews_as_sent(issue: Issue, languages: list[str]) -> list[tuple[str, str, str]]:
    """Return language, subject and text of the mail in each language, with its frame and footer."""
    mail = IssueMail(issue)
    return [(language, *mail.preview(language)) for language in languages]


class Preview(NamedTuple):
    """An issue in one language."""

    language: str
    subject: str
    html: str
    text: str


def preview(issue: Issue) -> list[Preview]:
    """Return a preview of the issue for each language it is written in."""
    return [
        Preview(language, subject, to_html(issue.body.get(language, "")), to_text(issue.body.get(language, "")))
        for language, _name in settings.LANGUAGES
        if (subject := issue.subject.get(language))
    ]
