"""What the system did and found: to read, never to change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from privacy.journal.models import JournalEntry
from privacy.journal.words import event_in_words, facts_in_words, stream_in_words
from privacy.staff.filters import WordsFilter
from privacy.staff.read_only import ReadOnlyAdmin


class StreamFilter(WordsFilter):
    title, parameter_name = _("stream"), "stream"

    def words(self, name: str) -> str:
        return stream_in_words(name)


class EventFilter(WordsFilter):
    title, parameter_name = _("event"), "event"

    def words(self, name: str) -> str:
        return event_in_words(name)


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = ("what", "at", "about", "facts_told", "seq", "revision")
    list_filter = (EventFilter, StreamFilter)
    fields = ("what", "at", "about", "facts_told", "seq", "revision", "event", "stream", "facts")
    ordering = ("-id",)
    show_full_result_count = False

    @admin.display(description=_("event"), ordering="event")
    def what(self, entry: JournalEntry) -> str:
        return event_in_words(entry.event)

    @admin.display(description=_("stream"), ordering="stream")
    def about(self, entry: JournalEntry) -> str:
        return stream_in_words(entry.stream)

    @admin.display(description=_("facts"))
    def facts_told(self, entry: JournalEntry) -> str:
        return facts_in_words(entry.facts)
