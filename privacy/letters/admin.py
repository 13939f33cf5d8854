"""What the system did and found: to read, never to change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from privacy.journal.words import letter_in_words
from privacy.letters.models import Letter
from privacy.staff.filters import WordsFilter
from privacy.staff.long_lists import LongListAdmin


class KindFilter(WordsFilter):
    title, parameter_name = _("kind"), "kind"

    def words(self, name: str) -> str:
        return letter_in_words(name)


@admin.register(Letter)
class LetterAdmin(LongListAdmin):
    list_display = ("what", "due_at", "attempts", "is_sent", "ended_at", "last_error")
    list_filter = (KindFilter, "is_sent")
    ordering = ("-due_at", "-id")

    @admin.display(description=_("kind"))
    def what(self, letter: Letter) -> str:
        return letter_in_words(letter.kind)
