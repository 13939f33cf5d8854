"""The subscribers as an audience of letters about changes to the policy."""

from uuid import UUID

from newsletter.subscriptions import emails
from newsletter.subscriptions.models import Subscription
from privacy.letters.audiences import Audience, add_audience
from privacy.letters.mail import AutomaticMail
from privacy.register.models import Announcement

_INVENTED_READER = "reader@example.com"


def subscribers(after: UUID | None, size: int) -> list[UUID]:
    """Return the next active subscriptions in the order of their ids."""
    active = Subscription.objects.active().order_by("pk")
    if after is not None:
        active = active.filter(pk__gt=after)
    return list(active.values_list("pk", flat=True)[:size])


def example(announcement: Announcement, language: str) -> AutomaticMail:
    """Compose the letter about a change to somebody who does not subscribe, because nobody has the address."""
    return emails.policy_changed(Subscription(email=_INVENTED_READER, language=language), announcement)


add_audience(
    Audience(letter="newsletter.policy_changed", purposes=frozenset({"newsletter"}), page=subscribers, example=example)
)
