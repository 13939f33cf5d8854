"""Reports after a restore: what was reported since the backup is acted on again."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.bounces.models import MailEvent
from newsletter.subscriptions.models import Subscription
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _newer(since: datetime) -> list[MailEvent]:
    return list(MailEvent.objects.filter(Q(processed_at__gte=since) | Q(processed_at=None)).order_by("reported_at"))


@each
def _carry(event: MailEvent, _now: datetime) -> bool:
    if not Subscription.objects.filter(pk=event.subscription_id).exists():
        return False
    # Counted and journalled once more here, where neither the count nor the entry is.
    event.processed_at = None
    return insert_missing(event)


# After the subscriptions.
register_loss("mail-events", 45, LossKind(title=_("reports about newsletters"), collect=_newer, carry=_carry))
