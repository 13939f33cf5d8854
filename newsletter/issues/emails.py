"""Mails of an issue: no remote images, no rewritten links, no tracking of readers (LAW C-26).

Pictures are parts of the mail, so nobody learns who sees them.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
from email import message_from_bytes, policy
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsletter.conf import newsletter_settings
from newsletter.issues import fields
from newsletter.issues.embedded import EmbeddedPicture
from newsletter.issues.markdown import to_html, to_text
from newsletter.issues.mime import (
    PLACE_OF_ADDRESS,
    PLACE_OF_LINK,
    PLACE_OF_SETTINGS,
    PLACE_OF_SINCE,
    IssueCopy,
    PreparedIssue,
    filled,
)
from newsletter.issues.models import Issue
from newsletter.issues.pictures import embedded_in, shown_in, source_in_mail
from newsletter.issues.provider import name_for_provider
from newsletter.issues.smtp import EncodedCopy
from newsletter.subscriptions import links
from newsletter.subscriptions.emails import headers_of_list, preferences_page, sender, unsubscribe_page, ways_out
from newsletter.subscriptions.links import LinkPurpose
from privacy.conf import privacy_settings
from privacy.law.deadlines import local_date
from privacy.letters.layout import as_html, sign
from privacy.pictures.enums import ImageKind
from privacy.register.languages.fields import in_language

_PERSON = "PERSON"  # where the token of a person belongs
_INVENTED_READER, _INVENTED_ID = "reader@example.com", UUID(int=0)


class IssueMail:
    """An issue, made once for each language; copies differ in headers and in their own links only."""

    def __init__(self, issue: Issue) -> None:
        self._issue = issue
        self._prepared: dict[str, PreparedIssue] = {}
        self._days: dict[tuple[date | None, str], str] = {}
        self._ways_out: dict[str, tuple[dict[str, str], str]] = {}
        self._domain = privacy_settings().domain
        self._idempotency_header = newsletter_settings().idempotency_header

    def addressed_to(
        self,
        subscription_id: UUID,
        email: str,
        language: str,
        delivery_id: UUID,
        confirmed_at: datetime | None = None,
    ) -> IssueCopy:
        """Return the copy for a subscriber, with the headers of RFC 2369, 2919 and 8058."""
        links, headers = self._own(email, language, delivery_id)
        copy = self.prepared(language).copy_for(email, links | self._values(email, language, confirmed_at), headers)
        name_for_provider(copy, delivery_id)
        return copy

    def encoded_for(
        self, email: str, language: str, delivery_id: UUID, confirmed_at: datetime | None = None
    ) -> EncodedCopy:
        """Return the same copy for SMTP: a message is not made first, which takes longer than all else."""
        links, headers = self._own(email, language, delivery_id)
        return self.prepared(language).encoded_for(email, links | self._values(email, language, confirmed_at), headers)

    def _own(self, email: str, language: str, delivery_id: UUID) -> tuple[dict[str, str], dict[str, str]]:
        """Return the links and the headers of a copy."""
        token = links.make_token(LinkPurpose.UNSUBSCRIBE, email)
        pages, header = self._ways_out_in(language)
        own = {
            "List-Unsubscribe": header.replace(_PERSON, token),
            "Message-ID": f"<{delivery_id}@{self._domain}>",
        }
        if self._idempotency_header:
            own[self._idempotency_header] = str(delivery_id)
        return {place: page.replace(_PERSON, token) for place, page in pages.items()}, own

    def _values(self, email: str, language: str, confirmed_at: datetime | None) -> dict[str, str]:
        """Return the reader's values for the merge fields that the text has: most have none."""
        values = dict[str, str]()
        places = self.prepared(language).values
        if PLACE_OF_ADDRESS in places:
            values[PLACE_OF_ADDRESS] = str(email)
        if PLACE_OF_SINCE in places:
            values[PLACE_OF_SINCE] = self._day(confirmed_at, language)
        return values

    def _day(self, confirmed_at: datetime | None, language: str) -> str:
        """Return a day in a language; writing it takes long, and many have the same."""
        key = (local_date(confirmed_at) if confirmed_at else None, language)
        if key not in self._days:
            with translation.override(language):
                written = date_format(key[0], "DATE_FORMAT") if key[0] else fields.neutral()["since"]
                self._days[key] = written
        return self._days[key]

    def _ways_out_in(self, language: str) -> tuple[dict[str, str], str]:
        """Return the pages and the header of a reader, with a place for the token: finding them takes longest."""
        if language not in self._ways_out:
            with translation.override(language):
                pages = {PLACE_OF_LINK: unsubscribe_page(_PERSON), PLACE_OF_SETTINGS: preferences_page(_PERSON)}
                self._ways_out[language] = (pages, ways_out(pages[PLACE_OF_LINK], _PERSON))
        return self._ways_out[language]

    def prepared(self, language: str) -> PreparedIssue:
        """Return what all copies of a language have in common."""
        return self._prepared.get(language) or self._prepared.setdefault(language, self._prepare(language))

    def example(self, language: str, *, address: str, now: datetime) -> tuple[str, str]:
        """Return the mail of an invented reader: its HTML, and its headers with the plain text.

        Its merge fields show ``address`` and the day of ``now``: those of the one who looks at it.
        """
        links, own_headers = self._own(_INVENTED_READER, language, _INVENTED_ID)
        values = self._values(address or _INVENTED_READER, language, now)
        copy = self.prepared(language).copy_for(_INVENTED_READER, links | values, own_headers)
        parsed = message_from_bytes(copy.message().as_bytes(), policy=policy.default)
        headers = "".join(f"{name}: {value}\n" for name, value in parsed.items())
        html = str(copy.alternatives[0][0])
        for picture in self.prepared(language).pictures:
            # A frame has no parts beside it.
            data = f"data:image/{picture.subtype};base64,{b64encode(picture.content).decode()}"
            html = html.replace(f"cid:{picture.content_id}", data)
        return html, f"{headers}\n{copy.body}"

    def preview(self, language: str) -> tuple[str, str]:
        """Return subject and text as a subscriber gets them, without anybody's own link."""
        mail = self.prepared(language)
        with translation.override(language):
            own = _("[the person’s own link]")
            return mail.subject, filled(
                mail.text, {PLACE_OF_LINK: own, PLACE_OF_SETTINGS: own, **fields.neutral_places()}
            )

    def _prepare(self, language: str) -> PreparedIssue:
        with translation.override(language):
            subject, text, html = self._issue.mails.get(language) or composed(self._issue, language)
            headers = {**headers_of_list(), "Precedence": "bulk"}
            return PreparedIssue(
                subject=subject,
                sender=sender(),
                text=text,
                html=html,
                headers=headers,
                pictures=_embedded(self._issue, html),
            )


def composed(issue: Issue, language: str) -> tuple[str, str, str]:
    """Return subject, text and HTML of an issue, with ``mime``'s places where a reader's links belong."""
    source = in_language(issue.body, language)
    # An issue that lacks the reader's language is sent in the default language, in a frame in the reader's.
    written_in = language if issue.body.get(language) else settings.LANGUAGE_CODE
    pictures = shown_in(issue, written_in, source_in_mail)
    with translation.override(language):
        subject = in_language(issue.subject, language)
        reason = _("You get this because you signed up for our newsletter and confirmed it.")
        way_out, settings_page = _("Unsubscribe"), _("Change what you get")
        text = sign(
            to_text(source, pictures=pictures, fields=fields.PLACES),
            f"{reason}\n{way_out}: {PLACE_OF_LINK}\n{settings_page}: {PLACE_OF_SETTINGS}",
        )
        content = format_html(
            '<div lang="{}">{}</div>', written_in, to_html(source, pictures=pictures, fields=fields.PLACES)
        )
        places = [(PLACE_OF_LINK, way_out), (PLACE_OF_SETTINGS, settings_page)]
        html = as_html(subject=subject, text=text, content=content, links=places)
    return subject, text, html


def _embedded(issue: Issue, html: str) -> Sequence[EmbeddedPicture]:
    return [
        EmbeddedPicture(
            content_id=content_id,
            name=picture.name,
            subtype=ImageKind(picture.kind).media_type.partition("/")[2],
            content=bytes(picture.content),
        )
        for content_id, picture in embedded_in(issue, html)
    ]


def frozen_mails(issue: Issue) -> dict[str, tuple[str, str, str]]:
    """Return the mails of an issue in every language of the site, to be kept with it until they are sent."""
    return {code: composed(issue, code) for code, _name in settings.LANGUAGES}


def previews_as_sent(issue: Issue, languages: list[str]) -> list[tuple[str, str, str]]:
    """Return language, subject and text of the mail in each language, with its frame and footer."""
    mail = IssueMail(issue)
    return [(language, *mail.preview(language)) for language in languages]


def largest_with_pictures(issue: Issue, languages: list[str]) -> int:
    """Return the bytes of the largest mail among those that show pictures; 0 if none does."""
    mail = IssueMail(issue)
    return max((mail.prepared(code).size for code in languages if mail.prepared(code).pictures), default=0)
