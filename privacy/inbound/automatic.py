"""Replies that a program sends for somebody who is away: neither a bounce nor a wish, so nothing is done."""

from datetime import datetime

from privacy.inbound.mail import InboundMail
from privacy.inbound.readers import reads_mail


@reads_mail("privacy.out-of-office", order=40)
def out_of_office(mail: InboundMail, _now: datetime) -> bool:
    """Claim an automatic reply and do nothing with it."""
    return mail.is_auto_reply


@reads_mail("privacy.report", order=39)
def unknown_report(mail: InboundMail, _now: datetime) -> bool:
    """Claim a report of a mail server that no part of the site knows its mail of: nobody can act on it."""
    return bool(mail.delivery_reports or mail.complaint)
