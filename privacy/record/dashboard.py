"""Dashboard link to the record of processing activities."""

from django.utils.translation import gettext_lazy

from privacy.staff.dashboard import DashboardPage, add_page

add_page(
    50,
    DashboardPage(
        title=gettext_lazy("The record of processing"),
        url_name="admin:privacy_purpose_record",
        permission="privacy.view_purpose",
        note=gettext_lazy("GDPR Art. 30, as PDF, spreadsheet or JSON."),
    ),
)
