"""Admin of blocked storage, as numbers, with the action that adds cookies to the draft register."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.audit import drafting
from consent.audit.admin import DraftableAdmin
from consent.gate.models import Sighting
from privacy.conf import privacy_settings
from privacy.staff import acts


@admin.register(Sighting)
class SightingAdmin(DraftableAdmin):
    short_because = "counts by day and name, which end after a time"
    list_display = ("name", "kind", "shown_page", "count", "day", "directive")
    fields = ("name", "kind", "shown_page", "count", "day", "directive")
    list_filter = ("kind",)
    date_hierarchy = "day"
    search_fields = ("name",)
    actions = ("add_to_draft",)
    change_form_template = "admin/consent/sighting/change_form.html"

    @admin.display(description=gettext_lazy("page"), ordering="page")
    def shown_page(self, sighting: Sighting) -> str:
        return str(privacy_settings().page_titles.get(sighting.page, sighting.page))

    @acts.reversible("A row of the draft is taken out again.")
    @admin.action(description=gettext_lazy("Add to the draft register"), permissions=["draft"])
    def add_to_draft(self, request: HttpRequest, queryset: QuerySet[Sighting]) -> None:
        """Add each withheld cookie to the draft register; the register in force does not change."""
        items = {drafting.add_sighting(sighting=sighting).pk for sighting in queryset if sighting.is_addable}
        if not items:
            messages.warning(request, _("Only cookies can be added to the register."))
            return
        self.report_drafted(request, len(items))
