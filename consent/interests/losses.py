"""Profiles after a restore: a yes that came since the backup is taken over, and derived anew the next night."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consent.interests import operations as interests
from consent.interests.models import Profile
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _new(since: datetime) -> list[Profile]:
    return list(Profile.objects.live().filter(consented_at__gte=since))


@each
def _carry(profile: Profile, now: datetime) -> bool:
    is_missing = insert_missing(profile)
    if is_missing:
        interests.journal_yes(profile=profile, now=now)
    return is_missing


register_loss("interests", 54, LossKind(title=_("profiles of interests"), collect=_new, carry=_carry))
