"""Composer of the test of an issue: the mail itself, to one of the staff."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from newsletter.issues.campaign import TEST_LETTER
from newsletter.issues.emails import IssueMail
from newsletter.issues.mime import IssueCopy
from newsletter.issues.models import Issue
from privacy.letters.composers import composes


@composes(TEST_LETTER)
def test_issue(object_id: UUID, now: datetime, detail: str) -> IssueCopy | None:
    """Compose an issue as a reader gets it; None if the issue or the account is gone."""
    account, _dash, language = detail.partition("-")
    issue = Issue.objects.filter(pk=object_id).first()
    user = User.objects.filter(pk=int(account), is_active=True, is_staff=True).exclude(email="").first()
    if issue is None or user is None:
        return None
    copy = IssueMail(issue).addressed_to(object_id, user.email, language, object_id, now)
    del copy.extra_headers["Message-ID"]  # of the letter, not of a copy
    return copy
