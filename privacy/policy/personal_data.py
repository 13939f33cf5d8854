"""Declaration of the personal data in the models of policies."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, exempt, observed, provided
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.policy.models import RevisionDocument, RevisionText, TranslationCheck

exempt(RevisionDocument, NotPersonal.REGISTER)

exempt(RevisionText, NotPersonal.REGISTER)

declare(
    PersonalData(
        model=TranslationCheck,
        title=_("Translations that staff answered for"),
        purpose="staff",
        subject="checked_by__email",
        retention=Retention(rule="promises.answer", start="checked_at"),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "title": observed(_("text")),
            "changed": observed(_("languages that changed")),
            "unchanged": provided(_("languages that say the same still")),
            "checked_at": observed(_("at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "revision": NotPersonal.REFERENCE,
            "text": NotPersonal.REFERENCE,
            "checked_by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
