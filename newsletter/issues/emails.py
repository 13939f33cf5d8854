"""The newsletter's mails. No remote images, no rewritten links, nothing that tells who opened what (LAW C-26)."""

import re
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from newsletter.conf import newsletter_settings
from newsletter.issues.models import Issue
from newsletter.subscriptions.emails import _footer, _list_headers, _untracked, sender, unsubscribe_url
from privacy.conf import privacy_settings
from privacy.languages.fields import in_language

_PLACE_OF_LINK = "%%UNSUBSCRIBE%%"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")


def body_html(source: str) -> str:
    """Return an issue's text as HTML: no raw HTML and no images pass."""
    return mark_safe(_MARKDOWN.render(source))  # noqa: S308 - the renderer escapes what it does not understand


def body_text(source: str) -> str:
    """Return an issue's text as it reads without formatting."""
    return _LINK.sub(r"\1 (\2)", source).strip()


class _Parts(NamedTuple):
    subject: str
    text: str
    html: str


class IssueMail:
    """One issue, rendered once for each language; a copy for a person differs in the unsubscribe link only."""

    def __init__(self, issue: Issue) -> None:
        self._issue = issue
        self._parts: dict[str, _Parts] = {}
        self._sender = sender()

    def addressed_to(
        self, subscription_id: UUID, email: str, language: str, delivery_id: UUID
    ) -> EmailMultiAlternatives:
        """Return the copy for one person, with the headers of RFC 2369, 2919 and 8058."""
        parts = self._parts.get(language) or self._parts.setdefault(language, self._render(language))
        with translation.override(language):
            link = unsubscribe_url(subscription_id)
        message = EmailMultiAlternatives(
            parts.subject, parts.text.replace(_PLACE_OF_LINK, link), self._sender, [email], headers=_list_headers(link)
        )
        message.extra_headers["Message-ID"] = f"<{delivery_id}@{privacy_settings().domain}>"
        if newsletter_settings().unsubscribe_address:
            by_mail = f"<mailto:{newsletter_settings().unsubscribe_address}?subject=unsubscribe%20{subscription_id}>"
            message.extra_headers["List-Unsubscribe"] += f", {by_mail}"
        message.attach_alternative(parts.html.replace(_PLACE_OF_LINK, link), "text/html")
        _untracked(message)
        return message

    def _render(self, language: str) -> _Parts:
        source = in_language(self._issue.body, language)
        with translation.override(language):
            subject = in_language(self._issue.subject, language)
            # Without a text in the reader's language the first one is sent; the frame stays the reader's.
            written_in = language if self._issue.body.get(language) else settings.LANGUAGE_CODE
            context = _footer() | {"unsubscribe_url": _PLACE_OF_LINK, "subject": subject, "written_in": written_in}
            text = render_to_string("newsletter/mail/issue.txt", context | {"body": body_text(source)}).strip() + "\n"
            html = render_to_string(
                "newsletter/mail/issue.html", context | {"body": body_html(source), "language": language}
            )
        return _Parts(subject, text, html)


class Preview(NamedTuple):
    """How an issue reads in one language."""

    language: str
    subject: str
    html: str
    text: str


def preview(issue: Issue) -> list[Preview]:
    """Return the issue as it will read, for each language it is written in."""
    return [
        Preview(language, subject, body_html(issue.body.get(language, "")), body_text(issue.body.get(language, "")))
        for language, _name in settings.LANGUAGES
        if (subject := issue.subject.get(language))
    ]
