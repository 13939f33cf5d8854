"""Mails after a restore: what was fetched since the backup lies in no mailbox any more, and is taken over."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.erasure.losses import LossKind, each, insert_missing, register_loss
from privacy.inbound.enums import MailState
from privacy.inbound.models import ReceivedMail


def _changed(since: datetime) -> list[ReceivedMail]:
    # Also what was taken in since: without its digest a mail that comes again would be taken in twice.
    return list(ReceivedMail.objects.filter(Q(received_at__gte=since) | ~Q(state=MailState.TAKEN)))


@each
def _carry(mail: ReceivedMail, _now: datetime) -> bool:
    if insert_missing(mail):
        return True
    if mail.state != MailState.TAKEN:
        return False
    # What the mail set off was taken over as rows of its own: it must not be read a second time.
    done = {"state": mail.state, "reader": mail.reader, "email": "", "email_written": "", "subject": "", "raw": b""}
    return bool(ReceivedMail.objects.exclude(state=MailState.TAKEN).filter(pk=mail.pk).update(**done))


register_loss("inbound-mails", 49, LossKind(title=_("mails that came in"), collect=_changed, carry=_carry))
