"""What the mail provider says of a copy that was in doubt, by its webhook (anymail).

Works with every provider of anymail that returns our Message-ID or our metadata. Openings and clicks are not looked at
(LAW C-26).
"""

import logging
import re
from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.conf import settings
from django.core.mail import EmailMessage
from django.dispatch import receiver

from newsletter.issues.enums import DeliveryState
from newsletter.issues.models import Delivery

logger = logging.getLogger(__name__)

METADATA = "delivery"
_OUTCOMES = {
    EventType.QUEUED: DeliveryState.SENT,
    EventType.SENT: DeliveryState.SENT,
    EventType.DELIVERED: DeliveryState.SENT,
    EventType.DEFERRED: DeliveryState.SENT,  # the provider has it and goes on trying
    EventType.REJECTED: DeliveryState.FAILED,
    EventType.BOUNCED: DeliveryState.FAILED,
    EventType.FAILED: DeliveryState.FAILED,
}
_MESSAGE_ID = re.compile(r"<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^>]*>?")


def reports_back() -> bool:
    """Tell whether the provider calls our webhook."""
    return bool((getattr(settings, "ANYMAIL", None) or {}).get("WEBHOOK_SECRET"))


def name_for_provider(message: EmailMessage, delivery_id: UUID) -> None:
    """Let the provider name the delivery when it reports; providers that replace the Message-ID return this."""
    if reports_back():
        message.metadata = {METADATA: str(delivery_id)}  # type: ignore[attr-defined]


@receiver(tracking, dispatch_uid="newsletter.settle_uncertain")
def settle_uncertain(sender: object, event: AnymailTrackingEvent, esp_name: str, **_kwargs: Any) -> None:
    """Settle an uncertain copy by what the provider reports of it; other copies are not changed."""
    state, delivery_id = _OUTCOMES.get(event.event_type), _delivery_of(event)
    if state is None or delivery_id is None:
        return
    in_doubt = Delivery.stored.uncertain().filter(pk=delivery_id)
    if in_doubt.update(state=state, sent_at=event.timestamp if state == DeliveryState.SENT else None):
        logger.info("delivery %s: %s, says the provider", delivery_id, state)


def _delivery_of(event: AnymailTrackingEvent) -> UUID | None:
    named = (event.metadata or {}).get(METADATA)
    match = _MESSAGE_ID.fullmatch(str(event.message_id or ""))
    try:
        return UUID(str(named or (match and match[1])))
    except ValueError:
        return None
