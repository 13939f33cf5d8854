"""Ask for the link to one's profile, say yes to it, and say no."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from consent.interests.deriving import derive
from consent.interests.enums import ProfileEnd
from consent.interests.errors import LinkUsedUp
from consent.interests.models import Interest, Profile, ProfileLink
from consent.interests.subjects import all_subjects
from privacy.addresses.limits import counted_with
from privacy.addresses.normal import Address, normalise_address
from privacy.erasure import operations as ledger
from privacy.erasure.ledger_kinds import LedgerLine
from privacy.intake.limits.mails import free_held, post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.inventory import declarations
from privacy.inventory.correcting import Change, made_anew
from privacy.inventory.enums import StopCause
from privacy.journal import operations as journal
from privacy.journal.digests import salted_digest
from privacy.register import in_force
from privacy.retention.queries import retention_end
from privacy.retention.rows_on_hold import exclude_on_hold

STREAM = "interests"
LINK_LETTER = "interests.link"
ENDED = "interests.ended"
LINK_LASTS = timedelta(days=1)
MOST_MAILS_A_DAY = 3  # to one mailbox
_CAUSES = {StopCause.OBJECTION: ProfileEnd.OBJECTION, StopCause.WITHDRAWAL: ProfileEnd.WITHDRAWAL}


def ask(*, address: str, language: str, sender: Sender, now: datetime) -> ProfileLink:
    """Store a request for the link, and post its letter: the same for every address. Raises ``InvalidAddress``."""
    mailbox, ends = normalise_address(address), retention_end("interests.link", now)
    slot = take_slot(form=LINK_LETTER, sender=sender, address=mailbox, now=now, dropped_at=ends)
    with transaction.atomic():
        link = ProfileLink.objects.create(email=mailbox, language=language, requested_at=now, retain_until=ends)
        post_in_slot(slot, kind=LINK_LETTER, object_id=link.pk, now=now)
    return link


@transaction.atomic
def answer_request(*, link_id: UUID, now: datetime) -> ProfileLink | None:
    """Count the mail that answers a request, and return the request; None if no mail is sent.

    Called again after a failure, the mail counts once.
    """
    link = ProfileLink.objects.filter(pk=link_id, retain_until__gt=now).first()
    if link is not None and link.mailed_at is None:
        if not _may_mail(normalise_address(link.email), now):
            return None
        link.mailed_at = now
        link.save(update_fields=["mailed_at"])
    return link


def _may_mail(address: Address, now: datetime) -> bool:
    """Tell whether an address, with all its tags, may have one more mail on this day; lock it until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"interests {address.counted}"])
    lately = ProfileLink.objects.filter(counted_with(address), mailed_at__gt=now - timedelta(days=1))
    return lately.count() < MOST_MAILS_A_DAY


def owner(*, link_id: UUID, now: datetime) -> ProfileLink:
    """Return the request behind a link. Raises ``LinkUsedUp``."""
    link = ProfileLink.objects.filter(pk=link_id, retain_until__gt=now).first()
    if link is None:
        raise LinkUsedUp
    return link


@transaction.atomic
def say_yes(*, link_id: UUID, text: str, language: str, now: datetime) -> Profile:
    """Store the owner's yes, and derive their interests at once. Raises ``LinkUsedUp``.

    A second yes leaves the first as it is.
    """
    link = owner(link_id=link_id, now=now)
    free_held(object_id=link.pk, now=now)
    revision = in_force.current()
    # One that only a legal hold keeps says nothing about today.
    profile, is_new = Profile.stored.get_or_create(
        email=normalise_address(link.email),
        ended_at=None,
        defaults={
            "language": language,
            "consented_at": now,
            "consent_text": text,
            "revision": revision.number if revision else None,
            "retain_until": retention_end("interests.profile", now),
        },
    )
    if is_new:
        journal_yes(profile=profile, now=now)
    derive(profile_id=profile.pk, subjects=all_subjects(), now=now)
    return profile


def journal_yes(*, profile: Profile, now: datetime) -> None:
    """Append a yes: when, to what, and a hash of the address, so that no change of them goes unseen."""
    facts: journal.Facts = {
        "profile": profile.pk,
        "consented": profile.consented_at,
        "consent_sha256": hashlib.sha256(profile.consent_text.encode()).hexdigest(),
        "who_sha256": salted_digest(profile.salt, profile.pk, profile.email, profile.email_written),
    }
    journal.append(stream=STREAM, event="interests.consented", facts=facts, now=now, revision=profile.revision)


@made_anew("interests.receipt")
def journal_correction(change: Change) -> None:
    """Let the comparison with the journal know a profile whose address was corrected."""
    if isinstance(change.row, Profile):
        journal_yes(profile=change.row, now=change.at)


@transaction.atomic
def say_no(*, link_id: UUID, now: datetime) -> int:
    """Delete the owner's profile with all interests at once, without a reason. Raises ``LinkUsedUp``."""
    link = owner(link_id=link_id, now=now)
    return _end(Profile.stored.filter(email=link.email), ProfileEnd.PAGE, now)


def stop(rows: QuerySet[Profile], cause: StopCause, now: datetime) -> int:
    """Delete profiles at once, after an objection or a withdrawal; return how many (GDPR Art. 7(3), 21(3))."""
    return _end(rows, _CAUSES[cause], now)


def stop_interests(rows: QuerySet[Interest], cause: StopCause, now: datetime) -> int:
    """Delete the profiles of these interests at once."""
    return stop(Profile.stored.filter(pk__in=list(rows.values_list("profile", flat=True))), cause, now)


def _end(rows: QuerySet[Profile], end: ProfileEnd, now: datetime) -> int:
    live = Profile.stored.live().filter(pk__in=list(rows.values_list("pk", flat=True)))
    ended = list(live.select_for_update().order_by("pk").values_list("pk", flat=True))
    for key in ended:
        journal.append(stream=STREAM, event="interests.ended", facts={"profile": key, "reason": end.value}, now=now)
        ledger.note(kind=ENDED, facts={"profile": key}, now=now)
    _remove(ended, now)
    return len(ended)


def _remove(keys: Collection[UUID], now: datetime) -> None:
    """Delete profiles; those on hold are kept and not used."""
    rows = Profile.stored.filter(pk__in=keys)
    exclude_on_hold(rows, declarations.personal_data(Profile), now).delete()
    rows.live().update(ended_at=now)


def restrict(rows: QuerySet[Profile], now: datetime) -> None:
    """Stop the use of profiles that are to be erased but must be kept for now (LAW D-37)."""
    rows.filter(ended_at__isnull=True).update(ended_at=now)


@transaction.atomic
def repeat_ends(lines: Sequence[LedgerLine]) -> None:
    """Delete the profiles that had ended before a restore (LAW X-13)."""
    for line in lines:
        _remove([UUID(line.facts["profile"])], line.at)


def count_live(lines: Sequence[LedgerLine]) -> int:
    """Count the profiles that are used although the ledger says that they ended."""
    return Profile.stored.live().filter(pk__in=[line.facts["profile"] for line in lines]).count()
