"""Personal data of letters as they were sent."""

from django.utils.translation import gettext_lazy as _

from dsar.cases.letters.models import SentLetter
from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, observed
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.journal.words import letter_in_words

declare(
    PersonalData(
        model=SentLetter,
        title=_("Letters about your requests, as they were sent"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.case", since="sent_at"),
        erasure=Keep(reason=KeepReason.ACCOUNTABILITY),
        fields={"kind": observed(_("kind"), words=letter_in_words), "sent_at": observed(_("sent at"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "case": NotPersonal.REFERENCE,
            "sealed": NotPersonal.SECRET,
            "sha256": NotPersonal.REFERENCE,
        },
    )
)
