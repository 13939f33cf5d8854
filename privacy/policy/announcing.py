"""Announce material changes: on the site for some days, and by letter to the people whose data they concern."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from privacy.conf import privacy_settings
from privacy.jobs import nudge
from privacy.journal import operations as journal
from privacy.letters import audiences
from privacy.letters.audiences import Audience
from privacy.letters.models import Letter
from privacy.letters.previews import without_own_links
from privacy.policy import materiality
from privacy.policy.jobs import POST_ANNOUNCEMENTS
from privacy.policy.materiality import Material
from privacy.register.languages.fields import name_of, site_languages
from privacy.register.models import Announcement, Revision
from privacy.staff.consequences import MailPreview

BATCH = 1_000
_PAGE = 20_000


def announce(*, revision: Revision, replaced: Revision | None, now: datetime) -> Announcement | None:
    """Create the announcement of a revision; return None if nothing material changed or the revision is the first.

    Call it inside the publication's transaction.
    """
    if replaced is None:
        return None
    changes = materiality.between(replaced.register, revision.register)
    if not changes:
        return None
    announcement = Announcement.objects.create(
        revision=revision,
        replaced=replaced.number,
        changes=[change.as_json() for change in changes],
        announced_at=now,
        shown_until=now + timedelta(days=privacy_settings().announcement_days),
    )
    kinds: list[journal.Fact] = [*sorted({str(change.kind) for change in changes})]
    journal.append(
        stream="register", event="change.announced", facts={"kinds": kinds}, now=now, revision=revision.number
    )
    nudge(POST_ANNOUNCEMENTS)
    return announcement


def post_due(*, now: datetime) -> int:
    """Create the letters of every announcement that is not posted yet; return how many are new.

    The letters are sent by the task that sends all due letters.
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
    """Return whether a change of the announcement concerns the data of this audience."""
    return any(
        change["purposes"] is None or audience.purposes & {*change["purposes"]} for change in announcement.changes
    )


def drafted(changes: Sequence[Material], latest: Revision) -> Announcement:
    """Return the announcement of these changes as the next publication would make it; it is not stored."""
    of_changes = [change.as_json() for change in changes]
    return Announcement(revision_id=latest.number + 1, replaced=latest.number, changes=of_changes)


def count_told(announcement: Announcement) -> int:
    """Return how many people get a letter about an announcement."""
    return sum(_count(audience) for audience in audiences.all_audiences() if concerns(announcement, audience))


def example_letters(announcement: Announcement) -> Iterator[MailPreview]:
    """Yield the letters about an announcement in every language of the site, without anybody's own link."""
    for audience in audiences.all_audiences():
        if concerns(announcement, audience):
            for code in site_languages():
                message = audience.example(announcement, code)
                text = without_own_links(str(message.body))
                yield MailPreview(to=name_of(code), language=code, subject=str(message.subject), text=text)


def _count(audience: Audience) -> int:
    people, after = 0, None
    while page := audience.page(after, _PAGE):
        people, after = people + len(page), page[-1]
    return people


def _write(announcement: Announcement, audience: Audience, now: datetime) -> None:
    kind = f"{audience.letter}:{announcement.pk}"
    after: UUID | None = None
    while page := audience.page(after, BATCH):
        # The id is derived from the announcement and the person: creating a letter again, after the process was
        # killed or by two workers at once, changes nothing.
        letters = [
            Letter(id=uuid5(NAMESPACE_URL, f"{kind}/{person}"), kind=kind, object_id=person, due_at=now)
            for person in page
        ]
        with transaction.atomic():
            Letter.objects.bulk_create(letters, ignore_conflicts=True)
        after = page[-1]
