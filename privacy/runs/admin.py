"""Admin of the work that staff asked for: to read, never to change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from privacy.runs.background import kinds
from privacy.runs.models import StaffRun
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(StaffRun)
class StaffRunAdmin(ReadOnlyAdmin):
    short_because = "a few presses of staff a day, kept for a year"
    list_display = ("title", "asked_by", "asked_at", "state", "finished_at")
    list_filter = ("state",)
    list_select_related = ("asked_by",)
    fields = ("title", "asked_by", "asked_at", "state", "started_at", "finished_at", "told")

    @admin.display(description=_("what is done"), ordering="kind")
    def title(self, run: StaffRun) -> str:
        return str(kinds[run.kind].title) if run.kind in kinds else run.kind

    @admin.display(description=_("result in words"))
    def told(self, run: StaffRun) -> str:
        return "\n".join(run.words) or "–"
