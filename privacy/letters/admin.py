"""What the system did and found: to read, never to change."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from privacy.journal.words import letter_in_words
from privacy.law.deadlines import local_date
from privacy.letters import operations as letters
from privacy.letters import previews
from privacy.letters.models import Letter, LetterQuerySet
from privacy.staff import acts
from privacy.staff.consequences import Consequences, MailPreview, RowGroup
from privacy.staff.filters import WordsFilter
from privacy.staff.long_lists import LongListAdmin

_SHOWN = 3


class KindFilter(WordsFilter):
    title, parameter_name = _("kind"), "kind"

    def words(self, name: str) -> str:
        return letter_in_words(name)


@admin.register(Letter)
class LetterAdmin(LongListAdmin):
    list_display = ("what", "due_at", "attempts", "is_sent", "ended_at", "last_error")
    fields = (*list_display, "allowance", "held_at", "retain_until", "object_id")
    list_filter = (KindFilter, "is_sent", "held_at")
    ordering = ("-due_at", "-id")
    actions = ("free",)

    def has_free_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("privacy.change_letter")

    def show_held(self, request: HttpRequest, queryset: LetterQuerySet) -> Consequences:
        """Return the letters that would leave, the first of them as they are."""
        held, now = list(queryset.held().order_by("due_at", "pk")), timezone.now()
        composed = [(letter, previews.preview(letter=letter, now=now)) for letter in held[:_SHOWN]]
        rows = tuple(
            ((_("kind"), letter_in_words(letter.kind)), (_("held back at"), date_format(local_date(letter.due_at))))
            for letter in held
        )
        return Consequences(
            lines=(_("They leave at once, and cannot be called back. What is not held back is not touched."),),
            goes=(RowGroup(title=_("letters"), count=len(held), rows=rows),),
            mails=tuple(
                MailPreview(to=", ".join(message.to), language="", subject=str(message.subject), text=str(message.body))
                for _letter, message in composed
                if message is not None
            ),
        )

    @acts.confirmed_action(
        description=_("Let those that are held back leave now"),
        button=_("Send them"),
        permissions=["free"],
        shows=show_held,
    )
    def free(self, request: HttpRequest, queryset: LetterQuerySet) -> None:
        now = timezone.now()
        freed = sum(letters.free(letter_id=pk, now=now) for pk in queryset.values_list("pk", flat=True))
        text = ngettext("%(count)s letter leaves now.", "%(count)s letters leave now.", freed)
        messages.success(request, text % {"count": freed})

    @admin.display(description=_("kind"))
    def what(self, letter: Letter) -> str:
        return letter_in_words(letter.kind)
