"""Declarations of the personal data in notices and second factors, and of tables of libraries that stay empty."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import (
    Keep,
    KeepReason,
    NotPersonal,
    PersonalData,
    Retention,
    declare,
    exempt,
    observed,
)
from proviso_site.accounts.models import AccountNotice

EMPTY = (EmailAddress, EmailConfirmation, AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog)
for model in EMPTY:
    exempt(model, NotPersonal.EMPTY)

declare(
    PersonalData(
        model=Authenticator,
        title=_("Second factor of a staff account"),
        purpose="staff",
        subject="user__email",
        # It goes with its account, or when its owner removes it.
        retention=Retention(rule="staff.account", since="created_at", is_by_hand=True),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "type": observed(_("kind")),
            "created_at": observed(_("set up at")),
            "last_used_at": observed(_("last used at")),
        },
        internal={"id": NotPersonal.REFERENCE, "user": NotPersonal.REFERENCE, "data": NotPersonal.SECRET},
    )
)

declare(
    PersonalData(
        model=AccountNotice,
        title=_("Notices about staff accounts"),
        purpose="staff",
        subject="account__email",
        retention=Retention(rule="staff.log", start="happened_at"),
        erasure=Keep(reason=KeepReason.ACCOUNTABILITY),
        fields={"kind": observed(_("what")), "happened_at": observed(_("at"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "recipient": NotPersonal.REFERENCE,
            "account": NotPersonal.REFERENCE,
            "by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
