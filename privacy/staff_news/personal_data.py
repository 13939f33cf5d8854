"""Declarations of the personal data in mails to staff."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import (
    Keep,
    KeepReason,
    NotPersonal,
    PersonalData,
    Retention,
    declare,
    observed,
    provided,
)
from privacy.law.locales import languages
from privacy.staff_news.models import StaffDigest, StaffPreference

declare(
    PersonalData(
        model=StaffPreference,
        title=_("When staff are told of what came in"),
        purpose="staff",
        subject="user__email",
        # It goes with its account.
        retention=Retention(rule="staff.account", since="told_at", is_by_hand=True),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "when": provided(_("tell me")),
            "language": provided(_("language"), read_as=languages.in_words),
            "told_at": observed(_("last told at")),
        },
        internal={"user": NotPersonal.REFERENCE, "told": NotPersonal.PLUMBING},
    )
)

declare(
    PersonalData(
        model=StaffDigest,
        title=_("Mails to staff about what came in"),
        purpose="staff",
        subject="user__email",
        retention=Retention(rule="staff.log", start="made_at"),
        erasure=Keep(reason=KeepReason.ACCOUNTABILITY),
        fields={"made_at": observed(_("at"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "user": NotPersonal.REFERENCE,
            "since": NotPersonal.PLUMBING,
            "until": NotPersonal.PLUMBING,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
