"""Composer of the letters about staff accounts; the address is read when the letter is sent."""

from datetime import datetime
from uuid import UUID

from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from proviso_site.accounts import emails
from proviso_site.accounts.models import AccountNotice
from proviso_site.accounts.operations import NOTICE_LETTER


@composes(NOTICE_LETTER)
def account_notice(notice_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose a notice; None if it is gone or its recipient has no address.

    An account that was closed is told as well: it may have been closed by somebody who should not have.
    """
    notice = AccountNotice.objects.select_related("recipient", "account", "by").filter(pk=notice_id).first()
    if notice is None or not notice.recipient.email:
        return None
    return emails.notice(notice)
