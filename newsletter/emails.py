"""The newsletter's mails. No remote images, no rewritten links, nothing that tells who opened what (LAW C-26)."""

import re
from collections.abc import Mapping
from email.utils import formataddr, parseaddr
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from newsletter.models import Issue, Subscription
from newsletter.wording import controller_name
from privacy import in_force, tokens
from privacy.enums import MaterialChange
from privacy.fields import in_language
from privacy.models import Announcement

CONFIRM, UNSUBSCRIBE = "newsletter.confirm", "newsletter.unsubscribe"

_PLACE_OF_LINK = "%%UNSUBSCRIBE%%"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")


def confirm_url(subscription_id: UUID) -> str:
    """Return the absolute link that leads to the confirmation page, in the active language."""
    return settings.BASE_URL + reverse("newsletter:confirm", args=[tokens.make(CONFIRM, subscription_id)])


def unsubscribe_url(subscription_id: UUID) -> str:
    """Return the absolute link that ends a subscription, in the active language."""
    return settings.BASE_URL + reverse("newsletter:unsubscribe", args=[tokens.make(UNSUBSCRIBE, subscription_id)])


def sender() -> str:
    """Return the From header: who sends must be clear (LAW M-04)."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or controller_name(), address))


def please_confirm(subscription: Subscription) -> EmailMessage:
    """Compose the mail that asks the owner of the address to confirm."""
    with translation.override(subscription.language):
        subject = _("Confirm that you want the newsletter")
        context = {"url": confirm_url(subscription.pk), "until": subscription.retain_until}
        return _letter(subscription, subject, "newsletter/mail/confirm.txt", context)


def already_subscribed(subscription: Subscription) -> EmailMessage:
    """Compose the mail to somebody who signed up again: nothing changes, and here is the way out."""
    with translation.override(subscription.language):
        subject = _("You already get the newsletter")
        context = {"url": unsubscribe_url(subscription.pk), "since": subscription.confirmed_at}
        return _letter(subscription, subject, "newsletter/mail/already.txt", context)


def policy_changed(subscription: Subscription, announcement: Announcement) -> EmailMessage:
    """Compose the mail about a material change of the policy: what is new, and the way out."""
    with translation.override(subscription.language):
        pair = [announcement.replaced, announcement.pk]
        context = {
            "changes": [
                f"{in_language(one['title'])}: {MaterialChange(one['kind']).label}" for one in announcement.changes
            ],
            "changes_url": settings.BASE_URL + reverse("privacy:changes", args=pair),
            "unsubscribe_url": unsubscribe_url(subscription.pk),
            "rights_url": settings.BASE_URL + reverse("dsar:portal"),
        }
        return _letter(subscription, _("Our privacy policy has changed"), "newsletter/mail/policy_changed.txt", context)


def _letter(subscription: Subscription, subject: str, template: str, context: Mapping[str, object]) -> EmailMessage:
    text = render_to_string(template, {**context, **_footer()}).strip() + "\n"
    message = EmailMessage(subject, text, sender(), [subscription.email])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return _untracked(message)


def _footer() -> dict[str, object]:
    return {
        "name": controller_name(),
        "controller": in_force.part("privacy").get("controller", {})
        | {name: value for name, value in settings.CONTROLLER.items() if value},
        "policy_url": settings.BASE_URL + reverse("privacy:policy"),
    }


def _untracked(message: EmailMessage) -> EmailMessage:
    """Tell providers that track unless told otherwise not to (read by anymail, ignored by SMTP)."""
    message.track_opens = False  # type: ignore[attr-defined]
    message.track_clicks = False  # type: ignore[attr-defined]
    return message


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
        message.extra_headers["Message-ID"] = f"<{delivery_id}@{settings.MAIL_DOMAIN}>"
        if settings.NEWSLETTER_UNSUBSCRIBE_ADDRESS:
            by_mail = f"<mailto:{settings.NEWSLETTER_UNSUBSCRIBE_ADDRESS}?subject=unsubscribe%20{subscription_id}>"
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


def _list_headers(link: str) -> dict[str, str]:
    return {
        "List-Id": f"<newsletter.{settings.MAIL_DOMAIN}>",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
