"""Admin pages on which staff read messages, answer them and mark them as handled; templates of answers."""

from collections.abc import Iterator
from textwrap import shorten
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.contrib import messages as notices
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contact.messages import admin_correspondence, conversations, emails
from contact.messages import operations as messages
from contact.messages.admin_correspondence import CorrespondencePages
from contact.messages.dashboard import waited_in_words
from contact.messages.forms import ReplyForm
from contact.messages.models import Message, MessageQuerySet, ReplyTemplate
from privacy.law.durations import urgency
from privacy.retention.admin_kept import KeptRowAdmin
from privacy.staff import acts
from privacy.staff.consequences import Consequences, MailPreview
from privacy.staff.filters import LanguageFilter
from privacy.staff.saving import SharedRowAdmin

_BEGINNING = 60  # characters of a message without a subject
_SOON, _ALARMS = 2, (1, 0)  # days within which a message should be answered


class HandledFilter(admin.SimpleListFilter):
    """Filter by state; messages under restriction are hidden unless chosen (GDPR Art. 18)."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("waiting", str(_("Waiting"))), ("handled", str(_("Handled"))), ("kept", str(_("Only kept")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        match self.value():
            case "waiting":
                return queryset & Message.objects.waiting()
            case "handled":
                return queryset & Message.objects.in_use().filter(handled_at__isnull=False)
            case "kept":
                return queryset & Message.objects.restricted()
        return queryset & Message.objects.in_use()


def _of_reply(message: Message, words: str, language: str) -> Consequences:
    """Return the mail that an answer is, and what becomes of the message."""
    subject, text = emails.compose(message, words, language)
    return Consequences(
        lines=(_("The message is marked as handled. The answer is kept with it, and deleted with it."),),
        mails=(MailPreview(to=message.email_written, language=language, subject=subject, text=text),),
    )


@admin.register(Message)
class MessageAdmin(CorrespondencePages, KeptRowAdmin):
    list_display = ("who", "about", "waits", "channel", "received_at", "handled_at", "handled_by", "is_suspect")
    list_display_links = ("who",)
    list_filter = (HandledFilter, "channel", "is_suspect", LanguageFilter)
    list_select_related = ("handled_by",)
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address.")
    ordering = ("-received_at", "-id")
    actions = ("mark_handled",)
    fields = (
        *("channel", "received_at", "name", "company", "email_written", "phone", "language", "is_suspect", "checked"),
        *("handled_at", "handled_by", "handed_on_at", "restricted_at", "retain_until", "kept_because", "id"),
    )

    @admin.display(description=_("from"))
    def who(self, message: Message) -> str:
        return message.name or message.email_written or str(_("erased"))

    @admin.display(description=_("about"))
    def about(self, message: Message) -> str:
        return message.subject or shorten(message.text, _BEGINNING, placeholder=" …") or "–"

    @admin.display(description=_("what our mail server says of the sender’s domain"))
    def checked(self, message: Message) -> str:
        """Show what was found of the domain, and that it is no proof of the person."""
        found = [("SPF", message.spf), ("DKIM", message.dkim), ("DMARC", message.dmarc)]
        said = ", ".join(f"{name}: {result}" for name, result in found if result)
        return f"{said}. {_('It says nothing of the person.')}" if said else "–"

    @admin.display(description=_("waits"))
    def waits(self, message: Message) -> SafeString | str:
        """Show for how many days a message has not been answered."""
        if message.handled_at or message.restricted_at:
            return "–"
        days = (timezone.now() - message.received_at).days
        return format_html('<span class="{}">{}</span>', urgency(_SOON - days, _ALARMS), waited_in_words(days))

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address only: staff look up a person who wrote to us, and do not browse."""
        return Message.objects.filter(email=text).values_list("pk", flat=True).iterator()

    def get_urls(self) -> list[URLPattern]:
        handle, reply = self.admin_site.admin_view(self.handle), self.admin_site.admin_view(self.reply)
        return [
            *self.pages(),
            path("<uuid:message_id>/handle/", handle, name="contact_message_handle"),
            path("<uuid:message_id>/reply/", reply, name="contact_message_reply"),
            *super().get_urls(),
        ]

    @acts.confirmed
    def reply(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Write an answer, see the mail as it will leave, and send it."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        message = get_object_or_404(Message.objects.in_use(), pk=message_id)
        form = ReplyForm.of(request, message)
        words = form.cleaned_data["text"] if form.is_valid() else ""
        language = (words and form.cleaned_data["language"]) or message.language
        shown = _of_reply(message, words, language) if words else None
        if shown is not None and shown.were_seen(request):
            messages.reply(
                message=message, words=words, language=language, by=cast("User", request.user), now=timezone.now()
            )
            notices.success(request, _("The answer is on its way. It is kept with the message."))
            return redirect("admin:contact_message_change", message.pk)
        return acts.page(
            request,
            self,
            shown,
            title=_("Answer"),
            button=_("Send the answer") if words else _("Show the mail"),
            back=reverse("admin:contact_message_change", args=[message.pk]),
            template="admin/contact/message/reply.html",
            form=form,
            question=message,
        )

    @acts.reversible("A mark: the message, its period and what was answered stay as they are.")
    def handle(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Mark a message as handled (POST from its own page), and redirect to the waiting messages."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:contact_message_change", message_id)
        self.mark_handled(request, Message.objects.filter(pk=message_id))
        return redirect(reverse("admin:contact_message_changelist") + "?state=waiting")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        message = self.get_object(request, object_id)
        if message is not None and self.has_view_permission(request, message):
            extra_context = {
                **(extra_context or {}),
                "turns": conversations.turns(message),
                "offered": admin_correspondence.offered(request, message),
            }
        return super().change_view(request, object_id, form_url, extra_context)

    @acts.reversible("A mark: the message, its period and what was answered stay as they are.")
    @admin.action(description=_("Mark as handled"), permissions=["handle"])
    def mark_handled(self, request: HttpRequest, queryset: MessageQuerySet) -> None:
        count = messages.mark_handled(messages=queryset, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        text = ngettext("%(count)s message is handled.", "%(count)s messages are handled.", count)
        notices.success(request, text % {"count": count})


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(SharedRowAdmin):
    search_fields = ("title", "text")
    list_display = ("title",)
