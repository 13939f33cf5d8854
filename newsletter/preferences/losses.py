"""What subscribers chose since a backup, after its restore: a break, topics and a language are taken over."""

import json
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from newsletter.preferences import operations as preferences
from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions.operations import STREAM
from privacy.erasure.losses import LossKind, each, register_loss
from privacy.journal.models import JournalEntry


def _changed(since: datetime) -> list[Subscription]:
    entries = JournalEntry.objects.filter(stream=STREAM, event=preferences.CHANGED, at__gte=since)
    changed = {json.loads(facts)["subscription"] for facts in entries.values_list("facts", flat=True)}
    return list(Subscription.stored.active().filter(pk__in=changed).order_by("requested_at", "pk"))


@each
def _carry(subscription: Subscription, now: datetime) -> bool:
    return preferences.catch_up(subscription=subscription, now=now)


register_loss("preferences", 38, LossKind(title=_("choices of subscribers"), collect=_changed, carry=_carry))
