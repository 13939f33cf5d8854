"""What Django's own models hold: the accounts and traces of the people who work here.

A site whose account model has further fields declares it itself, in an app that stands before ours in INSTALLED_APPS.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from privacy.inventory.declarations import (
    Keep,
    PersonalData,
    Retention,
    declare,
    exempt,
    is_declared,
    observed,
    provided,
)
from privacy.inventory.enums import KeepReason, NotPersonal

for framework_model in (ContentType, Group, Permission):
    exempt(framework_model, NotPersonal.FRAMEWORK)

_Account = get_user_model()
_ACCOUNT = {
    "username": provided(_("user name")),
    "first_name": provided(_("first name")),
    "last_name": provided(_("last name")),
    "email": provided(_("e-mail address")),
    "date_joined": observed(_("account made at")),
    "last_login": observed(_("last login")),
    "is_active": observed(_("active")),
    "is_staff": observed(_("staff")),
    "is_superuser": observed(_("administrator")),
    "groups": observed(_("groups")),
    "user_permissions": observed(_("permissions")),
}

if not is_declared(_Account):
    declare(
        PersonalData(
            model=_Account,
            title=_("Staff account"),
            purpose="staff",
            subject="email",
            retention=Retention(rule="staff.account", since="last_login", is_by_hand=True),
            erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
            fields={
                field.name: _ACCOUNT[field.name] for field in _Account._meta.get_fields() if field.name in _ACCOUNT
            },
            internal={"id": NotPersonal.REFERENCE, "password": NotPersonal.SECRET},
        )
    )
declare(
    PersonalData(
        model=LogEntry,
        title=_("What staff did in the administration"),
        purpose="staff",
        subject="user__email",
        retention=Retention(rule="staff.log", since="action_time"),
        erasure=Keep(reason=KeepReason.ACCOUNTABILITY),
        fields={
            "action_time": observed(_("at")),
            "action_flag": observed(_("kind of change")),
            "object_repr": observed(_("what was changed")),
            "change_message": observed(_("which fields")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "user": NotPersonal.REFERENCE,
            "content_type": NotPersonal.REFERENCE,
            "object_id": NotPersonal.REFERENCE,
        },
    )
)
declare(
    PersonalData(
        model=Session,
        title=_("Staff login session"),
        purpose="staff",
        subject=None,
        unlinkable=_("A session names its account only inside a signed value; it ends within a day."),
        retention=Retention(rule="staff.session", since="expire_date"),
        fields={"expire_date": observed(_("expires at"))},
        internal={"session_key": NotPersonal.SECRET, "session_data": NotPersonal.SECRET},
    )
)
