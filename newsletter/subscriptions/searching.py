"""Staff find a subscription or a sign-up by the whole address."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.staff.searching import MOST, Hit, searchable


@searchable(title=gettext_lazy("Subscriptions"), permission="newsletter.view_subscription", order=30)
def subscriptions(text: str) -> Iterator[Hit]:
    """Yield the subscriptions of an address, the newest first."""
    if "@" not in text:
        return
    for row in Subscription.objects.of(text).order_by("-requested_at", "pk")[: MOST + 1]:
        day = date_format(localtime(row.requested_at))
        yield Hit(
            text=_("%(state)s, asked for on %(day)s") % {"state": row.get_state_display(), "day": day},
            url=reverse("admin:newsletter_subscription_change", args=[row.pk]),
        )


@searchable(title=gettext_lazy("Sign-ups that wait"), permission="newsletter.view_pendingsignup", order=31)
def pending(text: str) -> Iterator[Hit]:
    """Yield the sign-ups of an address that nobody has confirmed, the newest first."""
    if "@" not in text:
        return
    for row in PendingSignUp.objects.of(text).order_by("-requested_at", "pk")[: MOST + 1]:
        day = date_format(localtime(row.requested_at))
        yield Hit(
            text=_("asked for on %(day)s, not confirmed") % {"day": day},
            url=reverse("admin:newsletter_pendingsignup_change", args=[row.pk]),
        )
