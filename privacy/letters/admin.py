"""What the system did and found: to read, never to change."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from privacy.journal.words import letter_in_words
from privacy.letters import operations as letters
from privacy.letters.models import Letter, LetterQuerySet
from privacy.staff.filters import WordsFilter
from privacy.staff.read_only import ReadOnlyAdmin


class KindFilter(WordsFilter):
    title, parameter_name = _("kind"), "kind"

    def words(self, name: str) -> str:
        return letter_in_words(name)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("what", "due_at", "attempts", "is_sent", "ended_at", "last_error")
    list_filter = (KindFilter, "is_sent", "held_at")
    ordering = ("-due_at",)
    actions = ("free",)

    def has_free_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("privacy.change_letter")

    @admin.action(description=_("Let those that are held back leave now"), permissions=["free"])
    def free(self, request: HttpRequest, queryset: LetterQuerySet) -> None:
        now = timezone.now()
        freed = sum(letters.free(letter_id=pk, now=now) for pk in queryset.values_list("pk", flat=True))
        text = ngettext("%(count)s letter leaves now.", "%(count)s letters leave now.", freed)
        messages.success(request, text % {"count": freed})

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, letter: Letter) -> str:
        return letter_in_words(letter.kind)
