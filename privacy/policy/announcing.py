"""Telling people of a material change: on the site for a while, and by letter to those whose data it concerns."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from privacy.conf import privacy_settings
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.letters import audiences
from privacy.letters.audiences import Audience
from privacy.letters.models import Letter
from privacy.policy import materiality
from privacy.policy.jobs import POST_ANNOUNCEMENTS
from privacy.register.models import Announcement, Revision

BATCH = 1_000


def announce(*, revision: Revision, replaced: Revision | None, now: datetime) -> Announcement | None:
    """Write, in the publication's transaction, that people are to be told; None if nothing material changed."""
    if replaced is None:
        return None
    changes = materiality.between(replaced.register, revision.register)
    if not changes:
        return None
    announcement = Announcement.objects.create(
        revision=revision,
        replaced=replaced.number,
        changes=[one.as_json() for one in changes],
        announced_at=now,
        shown_until=now + timedelta(days=privacy_settings().announcement_days),
    )
    kinds: list[journal.Fact] = [*sorted({str(one.kind) for one in changes})]
    journal.append(
        stream="register", event="change.announced", facts={"kinds": kinds}, now=now, revision=revision.number
    )
    nudge(POST_ANNOUNCEMENTS)
    return announcement


def post_due(*, now: datetime) -> int:
    """Write the letters of every announcement that lacks some; return how many are new.

    A letter's id comes from the announcement and the person, so that writing it again, after a kill at any line or by
    two workers at once, changes nothing. The tick that sends due letters sends them.
    """
    return sum(_post(announcement, now) for announcement in Announcement.objects.unposted())


def _post(announcement: Announcement, now: datetime) -> int:
    before = Letter.objects.count()
    for audience in audiences.all_audiences():
        if concerns(announcement, audience):
            _write(announcement, audience, now)
    Announcement.objects.unposted().filter(pk=announcement.pk).update(posted_at=now)
    return Letter.objects.count() - before


def concerns(announcement: Announcement, audience: Audience) -> bool:
    """Tell whether some change is about the data of these people."""
    return any(one["purposes"] is None or audience.purposes & {*one["purposes"]} for one in announcement.changes)


def _write(announcement: Announcement, audience: Audience, now: datetime) -> None:
    kind = f"{audience.letter}:{announcement.pk}"
    after: UUID | None = None
    while page := audience.page(after, BATCH):
        letters = [
            Letter(id=uuid5(NAMESPACE_URL, f"{kind}/{person}"), kind=kind, object_id=person, due_at=now)
            for person in page
        ]
        with transaction.atomic():
            Letter.objects.bulk_create(letters, ignore_conflicts=True)
        after = page[-1]
