"""The signed heads and the nightly checks: to read, never to change."""

from django.contrib import admin

from privacy.signed_heads.models import JournalCheck, JournalHead
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(JournalHead)
class JournalHeadAdmin(ReadOnlyAdmin):
    short_because = "one row a day"
    list_display = ("day", "placed_at", "attempts", "last_error")
    ordering = ("-day",)


@admin.register(JournalCheck)
class JournalCheckAdmin(ReadOnlyAdmin):
    short_because = "one row a day"
    list_display = ("checked_at", "entries", "heads", "faults", "guard")
    ordering = ("-checked_at",)
