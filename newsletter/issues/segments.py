"""A trial of the segments: interests count after a yes only, and no more after an objection."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from consent.interests import operations as interests
from consent.interests.models import Interest, Profile
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.models import Subscription
from privacy.inventory.enums import StopCause

_WANTED, _OTHER = "trial-wanted", "trial-other"


@transaction.atomic
def is_objection_honoured(now: datetime) -> bool:
    """Tell whether an invented subscriber gets each issue without a profile, and again after an objection to it.

    Everything is rolled back.
    """
    address = f"trial-{uuid4().hex}@example.com"
    Subscription.objects.create(
        email=address,
        language=settings.LANGUAGE_CODE,
        state=SubscriptionState.ACTIVE,
        requested_at=now,
        confirmed_at=now,
        form="trial",
        consent_sha256="0" * 64,
    )
    wanting = Subscription.objects.active().of(address).wanting([_WANTED])
    before = wanting.exists()
    profile = Profile.objects.create(
        email=address, language=settings.LANGUAGE_CODE, consented_at=now, consent_text="", retain_until=now
    )
    dates = {"found_at": now, "derived_at": now, "retain_until": now}
    Interest.objects.create(profile=profile, rule="trial", subject=_OTHER, title="", because="", **dates)
    chosen = wanting.exists()
    interests.stop(Profile.objects.filter(pk=profile.pk), StopCause.OBJECTION, now)
    after = wanting.exists()
    transaction.set_rollback(True)
    return before and after and not chosen
