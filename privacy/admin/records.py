"""What the system did and found: to read, never to change."""

from django.contrib import admin

from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import JournalCheck, JournalEntry, JournalHead, Letter


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = ("stream", "seq", "at", "event", "revision", "facts")
    list_filter = ("stream", "event")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(JournalHead)
class JournalHeadAdmin(ReadOnlyAdmin):
    list_display = ("day", "placed_at", "attempts", "last_error")
    ordering = ("-day",)


@admin.register(JournalCheck)
class JournalCheckAdmin(ReadOnlyAdmin):
    list_display = ("checked_at", "entries", "heads", "faults", "guard")
    ordering = ("-checked_at",)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("kind", "due_at", "attempts", "is_sent", "ended_at", "last_error")
    list_filter = ("kind", "is_sent")
    ordering = ("-due_at",)
