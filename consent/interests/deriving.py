"""Derive the interests of those who said yes, and of nobody else."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation

from consent.interests.models import Interest, Profile
from consent.interests.rules import rules
from consent.interests.subjects import Subject, all_subjects
from privacy.inventory import declarations
from privacy.inventory.correcting import Change, address_field, made_anew
from privacy.register.languages.fields import in_language


def derive_all(*, now: datetime) -> int:
    """Derive every live profile anew, each in a transaction of its own; return their number."""
    subjects, number = all_subjects(), 0
    for key in Profile.objects.live().order_by("pk").values_list("pk", flat=True).iterator():
        number += derive(profile_id=key, subjects=subjects, now=now)
    return number


@transaction.atomic
def derive(*, profile_id: UUID, subjects: Mapping[str, Subject], now: datetime) -> bool:
    """Replace the interests of a profile by what the rules conclude now; False where there is no live yes.

    An interest whose ground is gone, because the row it rests on is deleted, goes with it.
    """
    # The lock keeps a no that comes meanwhile from being followed by new interests.
    profile = Profile.objects.live().select_for_update().filter(pk=profile_id).first()
    if profile is None:
        return False
    with translation.override(profile.language):
        found = {(interest.rule, interest.subject): interest for interest in _conclude(profile, subjects, now)}
    known = {(interest.rule, interest.subject): interest for interest in profile.interests.all()}
    Interest.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in found]).delete()
    for key, row in known.items():
        if key in found:
            found[key].pk = row.pk
    names = ("title", "because", "found_at", "derived_at", "retain_until")
    Interest.objects.bulk_create([row for key, row in found.items() if key not in known])
    Interest.objects.bulk_update([row for key, row in found.items() if key in known], names)
    return True


def _conclude(profile: Profile, subjects: Mapping[str, Subject], now: datetime) -> Iterator[Interest]:
    for key, rule in rules.items():
        for finding in sorted(rule.find(profile.email, subjects), key=lambda finding: finding.at):
            if subject := subjects.get(finding.subject):
                yield Interest(
                    profile=profile,
                    rule=key,
                    subject=subject.key,
                    title=in_language(subject.title),
                    because=str(rule.explanation),
                    found_at=finding.at,
                    derived_at=now,
                    retain_until=profile.retain_until,
                )


@made_anew("interests.profile")
def derive_anew(change: Change) -> None:
    """Derive the profile of a person whose data was corrected."""
    if change.row is None:
        addresses = [change.new]
    else:
        column = address_field(declarations.personal_data(type(change.row)))
        addresses = [getattr(change.row, column)] if column else []
    for profile in Profile.objects.live().filter(email__in=addresses):
        derive(profile_id=profile.pk, subjects=all_subjects(), now=change.at)
