"""A mail that came in, parsed: what the readers of the site get to see."""

from dataclasses import dataclass
from datetime import datetime

from privacy.addresses.normal import Address
from privacy.inbound.enums import LeftOut

# Bad mailbox, bad or null domain, bad syntax, moved away, mailbox disabled.
_NO_MAILBOX = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """An address of a header with the name beside it."""

    address: Address
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """An attachment of an allowed kind; ``content_type`` is what its bytes show it to be."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class RefusedFile:
    """An attachment that was not kept."""

    name: str
    reason: LeftOut


@dataclass(frozen=True, kw_only=True)
class Authentication:
    """What our own mail server says of the sender's domain (RFC 8601), such as ``pass``; empty: nothing.

    For staff to see. It proves a domain, never a person, and no act rests on it.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


@dataclass(frozen=True, kw_only=True)
class DeliveryReport:
    """What a mail server says of a mail of ours to one address (RFC 3464).

    ``message_id`` is that of our mail; empty if the report does not return it.
    """

    message_id: str
    recipient: str
    action: str
    status: str

    @property
    def is_permanent(self) -> bool:
        """Whether there is no such mailbox (RFC 3463). A refusal for another reason may pass, also of class 5."""
        return self.action == "failed" and self.status in _NO_MAILBOX

    @property
    def is_transient(self) -> bool:
        """Whether this mail was given up for a reason that may pass. One that is only delayed may still arrive."""
        return self.action == "failed" and not self.is_permanent


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A report of abuse about a mail of ours (RFC 5965)."""

    message_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class InboundMail:
    """A mail, in plain types. No text of it is trusted, and no header proves who sent it.

    ``tags`` are what stands after the ``+`` of our own address among the recipients. ``html`` is cleaned and shows no
    image of another server; ``blocked_images`` counts those it had.
    """

    message_id: str
    sender: Mailbox
    received_at: datetime
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    recipients: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    blocked_images: int = 0
    attachments: tuple[AttachedFile, ...] = ()
    left_out: tuple[RefusedFile, ...] = ()
    authentication: Authentication = Authentication()
    auto_submitted: str = ""
    is_auto_reply: bool = False
    is_bulk: bool = False
    in_reply_to: tuple[str, ...] = ()
    delivery_reports: tuple[DeliveryReport, ...] = ()
    complaint: Complaint | None = None

    @property
    def is_automatic(self) -> bool:
        """Whether a program sent it: nothing is ever answered to it by itself."""
        return bool(self.auto_submitted) or self.is_auto_reply or self.is_bulk
