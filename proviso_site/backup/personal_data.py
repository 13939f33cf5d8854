"""Declaration of the backups, which are files and no model."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.activities import Activity, declare_activity

declare_activity(
    Activity(
        key="backups",
        title=_("Backups"),
        purpose="operation",
        rule="backup.copy",
        unlinkable=_("They are encrypted and only opened for a restore; what was erased is erased again then."),
    )
)
