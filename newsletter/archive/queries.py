"""The issues that were sent, each at the day on which it was queued."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from newsletter.issues import fields
from newsletter.issues.enums import IssueState
from newsletter.issues.markdown import addresses_of_pictures, to_html
from newsletter.issues.models import Issue, IssuePicture
from newsletter.issues.pictures import shown_in
from privacy.law.deadlines import local_date
from privacy.register.languages.fields import in_language

_DIGITS = 16  # of the hash, in the name of a picture


@dataclass(frozen=True, kw_only=True)
class ArchivedIssue:
    """An issue that was sent, in one language. ``name``: its day, with a number from the second of a day on."""

    name: str
    day: date
    sent_at: datetime
    language: str
    subject: str
    body: str
    issue: Issue = field(repr=False)

    def html(self, *, top: int = 1, base: str = "") -> SafeString:
        """Return its text as HTML: pictures at addresses of this site that begin with ``base``, nobody's own values.

        ``top`` is the level of its highest headings on the page that it is shown on.
        """
        pictures = shown_in(
            self.issue,
            self.language,
            lambda picture: base + reverse("newsletter:picture", args=[picture.name]),
        )
        with translation.override(self.language):
            values = fields.neutral()
        return to_html(self.body, top=top, pictures=pictures, fields=values)


def archived_issues() -> list[ArchivedIssue]:
    """Return the issues that were sent, newest first, in the active language or the one that they are written in."""
    # Numbered among all that were queued, so that an address stays when another issue of the day is finished.
    queued = Issue.objects.filter(queued_at__isnull=False).order_by("queued_at", "pk")
    shown = list[ArchivedIssue]()
    for day, issues in groupby(queued, key=_day):
        for number, issue in enumerate(issues, start=1):
            if issue.state == IssueState.SENT:
                shown.append(_archived(issue, f"{day}-{number}" if number > 1 else str(day)))
    return shown[::-1]


def archived_issue(name: str) -> ArchivedIssue | None:
    """Return the issue of a name in the active language; None if none was sent under it."""
    return next((issue for issue in archived_issues() if issue.name == name), None)


def _day(issue: Issue) -> date:
    return local_date(issue.queued_at or issue.created_at)


def _archived(issue: Issue, name: str) -> ArchivedIssue:
    language = get_language() or settings.LANGUAGE_CODE
    subject = in_language(issue.subject, language)
    written_in = language if issue.body.get(language) else settings.LANGUAGE_CODE
    return ArchivedIssue(
        name=name,
        day=_day(issue),
        sent_at=issue.sent_at or issue.created_at,
        language=written_in,
        subject=subject,
        # The page has the subject as its heading already.
        body=in_language(issue.body, language).removeprefix(f"# {subject}\n"),
        issue=issue,
    )


def sent_picture(name: str) -> IssuePicture | None:
    """Return the picture with this file name that the text of an issue shows which was sent."""
    digest, _dot, kind = name.partition(".")
    if len(digest) != _DIGITS:
        return None
    pictures = IssuePicture.objects.sent().filter(sha256__startswith=digest, kind=kind).select_related("issue")
    return next((picture for picture in pictures.order_by("pk") if _is_shown(picture)), None)


def _is_shown(picture: IssuePicture) -> bool:
    return any(str(picture) in addresses_of_pictures(text) for text in picture.issue.body.values())
