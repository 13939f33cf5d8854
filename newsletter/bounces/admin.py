"""What was reported of copies, and how the mail provider's list differed: to read, never to change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsletter.bounces.models import Comparison, Difference, MailEvent
from newsletter.bounces.readers import SOURCE
from privacy.staff.long_lists import LongListAdmin


@admin.register(MailEvent)
class MailEventAdmin(LongListAdmin):
    list_display = ("who", "kind", "reported_by", "reported_at", "processed_at")
    list_filter = ("kind",)
    list_select_related = ("subscription",)
    ordering = ("-reported_at", "-id")
    fields = ("who", "kind", "reported_by", "reported_at", "processed_at", "retain_until", "id")

    @admin.display(description=_("subscriber"))
    def who(self, event: MailEvent) -> str:
        return event.subscription.email_written

    @admin.display(description=_("reported by"))
    def reported_by(self, event: MailEvent) -> str:
        return str(_("a mail server")) if event.source == SOURCE else event.source.title()


@admin.register(Difference)
class DifferenceAdmin(LongListAdmin):
    list_display = ("who", "kind", "outcome", "blocked_at", "found_at")
    list_filter = ("outcome",)
    list_select_related = ("subscription",)
    ordering = ("-found_at", "-id")
    fields = ("who", "kind", "blocked_at", "outcome", "found_at", "retain_until", "id")

    @admin.display(description=_("subscriber"))
    def who(self, difference: Difference) -> str:
        return difference.subscription.email_written


@admin.register(Comparison)
class ComparisonAdmin(LongListAdmin):
    list_display = ("compared_at", "provider_name", "listed", "ended", "newer", "unknown", "is_whole")
    fields = list_display
    ordering = ("-compared_at", "-id")

    @admin.display(description=_("provider"))
    def provider_name(self, comparison: Comparison) -> str:
        return comparison.provider.title()
