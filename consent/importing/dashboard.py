"""The way from the first page of the administration to the import of an old policy."""

from django.utils.translation import gettext_lazy

from privacy.staff.dashboard import DashboardPage, add_page

add_page(
    order=34,
    page=DashboardPage(
        title=gettext_lazy("Take over the cookies of your old policy"),
        url_name="admin:consent_import",
        permission="consent.add_storageitem",
        note=gettext_lazy("Paste a page or choose a file; you see what is taken, and what is not and why"),
    ),
)
