"""What the system did and found: to read, never to change."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import JournalCheck, JournalEntry, JournalHead, Letter
from privacy.queries.journal_words import event_in_words, facts_in_words, letter_in_words, stream_in_words


class WordsFilter(admin.SimpleListFilter):
    """Filters by a column of names, each shown in words."""

    def words(self, name: str) -> str:
        """Return a name in words."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = model_admin.model._default_manager.order_by().values_list(self.parameter_name, flat=True).distinct()
        return sorted(((name, self.words(name)) for name in names), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class StreamFilter(WordsFilter):
    title, parameter_name = _("stream"), "stream"

    def words(self, name: str) -> str:
        return stream_in_words(name)


class EventFilter(WordsFilter):
    title, parameter_name = _("event"), "event"

    def words(self, name: str) -> str:
        return event_in_words(name)


class KindFilter(WordsFilter):
    title, parameter_name = _("kind"), "kind"

    def words(self, name: str) -> str:
        return letter_in_words(name)


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
    list_display = ("what", "due_at", "attempts", "is_sent", "ended_at", "last_error")
    list_filter = (KindFilter, "is_sent")
    ordering = ("-due_at",)

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, letter: Letter) -> str:
        return letter_in_words(letter.kind)
