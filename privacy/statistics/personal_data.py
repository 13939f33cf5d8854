"""Declaration that the models of statistics hold no personal data."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.activities import Activity, declare_activity
from privacy.inventory.declarations import NotPersonal, exempt
from privacy.statistics.models import PartnerAgreement, SharedFile, VisitCount

exempt(VisitCount, NotPersonal.AGGREGATE, activity="visits")

exempt(PartnerAgreement, NotPersonal.REGISTER)

exempt(SharedFile, NotPersonal.ANONYMOUS)

declare_activity(
    Activity(
        key="visits",
        title=_("Visits, counted"),
        purpose="counting",
        rule="visits.count",
        unlinkable=_("Counted by page, day, language and kind of device, with nothing about whom."),
    )
)
