"""Admin of letters as they were sent: to read, and nothing else."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dsar.cases.letters.models import SentLetter
from dsar.cases.letters.operations import text_of
from privacy.journal.words import letter_in_words
from privacy.staff.long_lists import LongListAdmin


@admin.register(SentLetter)
class SentLetterAdmin(LongListAdmin):
    list_display = ("what", "case", "sent_at", "sha256")
    list_select_related = ("case",)
    ordering = ("-sent_at", "-id")
    fields = ("case", "what", "sent_at", "text", "sha256")
    readonly_fields = ("what", "text")

    def get_readonly_fields(self, request: HttpRequest, obj: SentLetter | None = None) -> tuple[str, ...]:
        return self.fields

    @admin.display(description=_("letter"))
    def what(self, letter: SentLetter) -> str:
        return letter_in_words(letter.kind)

    @admin.display(description=_("text"))
    def text(self, letter: SentLetter) -> str:
        """Show the text as it was sent; the person's own links are left out."""
        return text_of(letter)
