"""What was reported of copies, and how the mail provider's list differed: to read, never to change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsletter.bounces.models import Comparison, Difference, MailEvent
from privacy.staff.long_lists import LongListAdmin


@admin.register(MailEvent)
class MailEventAdmin(LongListAdmin):
    list_display = ("reported_at", "kind", "who", "source", "processed_at")
    list_filter = ("kind",)
    list_select_related = ("subscription",)
    ordering = ("-reported_at", "-id")
    fields = ("reported_at", "kind", "who", "source", "processed_at", "retain_until", "id")

    @admin.display(description=_("subscriber"))
    def who(self, event: MailEvent) -> str:
        return event.subscription.email_written


@admin.register(Difference)
class DifferenceAdmin(LongListAdmin):
    list_display = ("found_at", "who", "kind", "outcome", "blocked_at")
    list_filter = ("outcome",)
    list_select_related = ("subscription",)
    ordering = ("-found_at", "-id")
    fields = ("found_at", "who", "kind", "blocked_at", "outcome", "retain_until", "id")

    @admin.display(description=_("subscriber"))
    def who(self, difference: Difference) -> str:
        return difference.subscription.email_written


@admin.register(Comparison)
class ComparisonAdmin(LongListAdmin):
    list_display = ("compared_at", "provider", "listed", "ended", "newer", "unknown", "is_whole")
    ordering = ("-compared_at", "-id")
