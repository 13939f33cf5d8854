"""Cookies that were kept out, for staff to look at and to add to the draft register: numbers only."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent.audit import drafting
from consent.audit.admin import DraftableAdmin
from consent.gate.models import Sighting


@admin.register(Sighting)
class SightingAdmin(DraftableAdmin):
    list_display = ("day", "kind", "name", "directive", "page", "count")
    list_filter = ("kind",)
    date_hierarchy = "day"
    search_fields = ("name",)
    actions = ("add_to_draft",)
    change_form_template = "admin/consent/sighting/change_form.html"

    @admin.action(description=gettext_lazy("Add to the draft register"), permissions=["draft"])
    def add_to_draft(self, request: HttpRequest, queryset: QuerySet[Sighting]) -> None:
        """Make a row of each cookie that was withheld; nothing that is in force changes."""
        items = {drafting.add_sighting(sighting=one).pk for one in queryset if one.is_addable}
        if not items:
            messages.warning(request, _("Only cookies can be added to the register."))
            return
        text = ngettext(
            "%(count)s row is in the draft register. Say what it is for before it is published.",
            "%(count)s rows are in the draft register. Say what they are for before it is published.",
            len(items),
        )
        messages.success(request, text % {"count": len(items)})
