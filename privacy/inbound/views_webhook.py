"""Mails that the provider posts to our webhook (anymail, which compares the secret or the signature)."""

from typing import Any

from anymail.signals import AnymailInboundEvent, inbound
from django.dispatch import receiver
from django.utils import timezone

from privacy.inbound import operations


@receiver(inbound, dispatch_uid="privacy.inbound")
def take(sender: object, event: AnymailInboundEvent, esp_name: str, **_kwargs: Any) -> None:
    """Store a mail; a worker reads it. An error answers 500, and the provider posts it again."""
    message = event.message
    raw = message.as_bytes()
    # The address that the provider received it for may stand in no header, as with a blind copy.
    envelope = str(message.envelope_recipient or "")
    if envelope.isprintable() and "@" in envelope:
        raw = f"X-Envelope-To: {envelope}\r\n".encode() + raw
    operations.store(raw=raw, now=timezone.now())
