"""Events of the mail provider (anymail, which compares the secret or the signature): raw bodies are not kept."""

import logging
from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.dispatch import receiver
from django.utils import timezone

from newsletter.bounces import operations as bounces
from newsletter.bounces.enums import EventKind
from newsletter.bounces.queries import delivery_in

logger = logging.getLogger(__name__)

METADATA = "delivery"
_GONE = (RejectReason.BOUNCED, RejectReason.INVALID)


@receiver(tracking, dispatch_uid="newsletter.note_event")
def note_event(sender: object, event: AnymailTrackingEvent, esp_name: str, **_kwargs: Any) -> None:
    """Note what ends a subscription or may end it; a worker acts on it. All else is not even read."""
    kind = kind_of(event)
    if kind is None:
        return
    at = event.timestamp or timezone.now()
    delivery_id = delivery_of(event)
    if delivery_id is not None and bounces.note_copy(
        kind=kind, delivery_id=delivery_id, source=esp_name[:30], reported_at=at
    ):
        logger.info("delivery %s: %s, says the provider", delivery_id, kind)
    elif delivery_id is None and event.recipient:
        # Some providers give no id; the same report may come more than once.
        name = f"{esp_name} {event.event_id or f'{event.message_id} {event.recipient} {at.isoformat()}'}"
        bounces.note_address(kind=kind, address=event.recipient, name=name, source=esp_name[:30], reported_at=at)


def kind_of(event: AnymailTrackingEvent) -> EventKind | None:
    """Return what an event says of a copy; None for what changes nothing, such as an opening."""
    match event.event_type:
        case EventType.COMPLAINED:
            return EventKind.COMPLAINT
        case EventType.UNSUBSCRIBED:
            return EventKind.LEFT
        case EventType.BOUNCED | EventType.REJECTED | EventType.FAILED:
            if event.reject_reason == RejectReason.UNSUBSCRIBED:
                return EventKind.LEFT
            if event.reject_reason == RejectReason.SPAM and event.event_type == EventType.REJECTED:
                return EventKind.COMPLAINT
            return EventKind.HARD if event.reject_reason in _GONE else EventKind.SOFT
    return None


def delivery_of(event: AnymailTrackingEvent) -> UUID | None:
    """Return the copy that an event names by our metadata or by our Message-ID."""
    named = str((event.metadata or {}).get(METADATA) or "")
    message_id = str(event.message_id or "")
    return delivery_in(f"<{named}@x>") or delivery_in(message_id if message_id.startswith("<") else f"<{message_id}>")
