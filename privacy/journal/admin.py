"""What the system did and found: to read, never to change."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy.journal.models import JournalEntry
from privacy.journal.words import event_in_words, facts_in_words, stream_in_words
from privacy.staff.filters import WordsFilter
from privacy.staff.long_lists import LongListAdmin


class StreamFilter(WordsFilter):
    title, parameter_name = _("stream"), "stream"

    def words(self, name: str) -> str:
        return stream_in_words(name)


class EventFilter(WordsFilter):
    title, parameter_name = _("event"), "event"

    def words(self, name: str) -> str:
        return event_in_words(name)


@admin.register(JournalEntry)
class JournalEntryAdmin(LongListAdmin):
    list_display = ("what", "at", "about", "facts_told", "seq", "revision")
    list_filter = (EventFilter, StreamFilter)
    fields = ("what", "at", "about", "facts_told", "seq", "revision", "event", "stream", "facts")
    ordering = ("-id",)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Order a stream by its numbers, for which there is an index anyway."""
        return ("-stream", "-seq") if request.GET.get("stream") else self.ordering

    @admin.display(description=_("event"))
    def what(self, entry: JournalEntry) -> str:
        return event_in_words(entry.event)

    @admin.display(description=_("stream"))
    def about(self, entry: JournalEntry) -> str:
        return stream_in_words(entry.stream)

    @admin.display(description=_("facts"))
    def facts_told(self, entry: JournalEntry) -> str:
        return facts_in_words(entry.facts)
