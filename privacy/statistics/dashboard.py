"""Links on the staff dashboard."""

from django.utils.translation import gettext_lazy

from privacy.staff.dashboard import DashboardPage, add_page

add_page(
    70,
    DashboardPage(
        title=gettext_lazy("Visits"),
        url_name="admin:privacy_visitcount_changelist",
        permission="privacy.view_visitcount",
        note=gettext_lazy("By page, day, language and device; no cookie, no id."),
    ),
)
add_page(
    65,
    DashboardPage(
        title=gettext_lazy("In pictures"),
        url_name="admin:privacy_charts",
        permission="dsar.view_case",
        note=gettext_lazy("Requests, acceptance, deletion and the journal, month by month."),
    ),
)
