"""Readers of mails about the newsletter: unsubscriptions, reports of delivery, complaints."""

from datetime import datetime

from newsletter.bounces import operations as bounces
from newsletter.bounces.enums import EventKind
from newsletter.bounces.queries import copy_of, delivery_in
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.links import who_unsubscribes_by_mail
from privacy.inbound.mail import InboundMail
from privacy.inbound.readers import reads_mail

SOURCE = "mail"


@reads_mail("newsletter.unsubscribe", order=10)
def unsubscribe(mail: InboundMail, now: datetime) -> bool:
    """End what the token in the subject names (RFC 2369); who sent it does not matter."""
    if who_unsubscribes_by_mail(mail.subject) is None:
        return False
    subscriptions.unsubscribe_by_mail(subject=mail.subject, now=now)
    return True


@reads_mail("newsletter.bounce", order=20)
def bounce(mail: InboundMail, _now: datetime) -> bool:
    """Note what a mail server says of copies. Only a report that returns our Message-ID is believed."""
    # The id is random and only the recipient's mail servers know it; the address in a report could be anybody's.
    ours = False
    for report in mail.delivery_reports:
        delivery_id = delivery_in(report.message_id)
        if delivery_id is None or copy_of(delivery_id) is None:
            continue
        ours = True
        kind = EventKind.HARD if report.is_permanent else EventKind.SOFT if report.is_transient else None
        if kind is not None:
            bounces.note_copy(kind=kind, delivery_id=delivery_id, source=SOURCE, reported_at=mail.received_at)
    return ours


@reads_mail("newsletter.complaint", order=21)
def complaint(mail: InboundMail, _now: datetime) -> bool:
    """Note that a copy was reported as spam, or that its reader asked the mail provider to be unsubscribed."""
    delivery_id = delivery_in(mail.complaint.message_id) if mail.complaint else None
    if mail.complaint is None or delivery_id is None or copy_of(delivery_id) is None:
        return False
    kinds = {"opt-out": EventKind.LEFT, "opt-out-list": EventKind.LEFT, "not-spam": None}
    kind = kinds.get(mail.complaint.kind, EventKind.COMPLAINT)
    if kind is not None:
        bounces.note_copy(kind=kind, delivery_id=delivery_id, source=SOURCE, reported_at=mail.received_at)
    return True
