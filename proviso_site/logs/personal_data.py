"""Declaration of the log, which lies in files and in no model."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.activities import Activity, declare_activity
from proviso_site.logs.files import RULE

declare_activity(
    Activity(
        key="log",
        title=_("The operating log"),
        purpose="operation",
        rule=RULE,
        unlinkable=_("It holds the time, the page, the kind of device and the network, without the whole IP address."),
    )
)
