"""Links from the staff dashboard."""

from django.utils.translation import gettext_lazy

from privacy.staff.dashboard import DashboardPage, add_page

add_page(
    80,
    DashboardPage(
        title=gettext_lazy("Answers about cookies"),
        url_name="admin:consent_choicecount_changelist",
        permission="consent.view_choicecount",
        note=gettext_lazy("How many said yes, counted without saying who."),
    ),
)
