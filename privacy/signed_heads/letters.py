"""Composers of the letters to staff, and about breaches: the address is read when a letter is sent, and only then."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.register.purposes.models import Controller
from privacy.signed_heads.models import JournalCheck
from privacy.signed_heads.verifying import FAULT_LETTER


@composes(FAULT_LETTER)
def journal_fault(check_id: UUID, now: datetime) -> AutomaticMail | None:
    """Tell the controller what a check of the journal found: streams and numbers, nothing about anybody."""
    check, controller = JournalCheck.objects.filter(pk=check_id).first(), Controller.objects.first()
    if check is None or controller is None:
        return None
    subject = _("The journal does not hold: %(count)s faults") % {"count": check.faults}
    text = _(
        "The check of %(time)s found that the journal is not what was written:\n\n%(found)s\n\n"
        "Somebody may have changed the database. Keep a copy of it as it is now, and of the signed heads. "
        "docs/operating.md says what to do next."
    ) % {"time": f"{check.checked_at:%Y-%m-%d %H:%M} UTC", "found": check.found}
    return AutomaticMail(subject, text, to=[controller.contact_email])
