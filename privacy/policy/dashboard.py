"""Dashboard block of missing facts, and links to the pages of the register."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register.operations import gaps
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage, add_page, dashboard_block

_SHOWN = 10


@dashboard_block(order=40)
def missing_facts(now: datetime) -> DashboardBlock:
    """Show the facts that the policy needs and staff have not entered."""
    missing = gaps()
    items = [DashboardItem(text=gap, url=reverse("admin:privacy_revision_publish")) for gap in missing]
    return DashboardBlock(
        title=_("Gaps in the register"),
        count=len(missing),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_revision_publish"),
        empty=_("Every fact is there."),
    )


add_page(
    0,
    DashboardPage(
        title=gettext_lazy("The register"),
        url_name="admin:privacy_register",
        permission="privacy.view_purpose",
        note=gettext_lazy("Why, what, from whom, how long, to whom; and what is not published yet."),
    ),
)

add_page(
    10,
    DashboardPage(
        title=gettext_lazy("Publish the draft"),
        url_name="admin:privacy_revision_publish",
        permission="privacy.add_revision",
        note=gettext_lazy("What would change, and what stands in the way."),
    ),
)
