"""Admin pages on which staff read messages and mark them as handled."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import admin
from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from contact.messages import operations as messages
from contact.messages.models import Message, MessageQuerySet
from privacy.retention.admin_kept import KeptRowAdmin
from privacy.staff.filters import LanguageFilter


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


@admin.register(Message)
class MessageAdmin(KeptRowAdmin):
    list_display = ("id", "received_at", "name", "company", "is_suspect", "handled_at", "handled_by")
    list_filter = (HandledFilter, "is_suspect", LanguageFilter)
    list_select_related = ("handled_by",)
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address.")
    ordering = ("-received_at", "-id")
    actions = ("mark_handled",)
    fields = (
        *("id", "received_at", "name", "company", "reply", "phone", "text", "language", "is_suspect"),
        *("handled_at", "handled_by", "restricted_at", "retain_until", "kept_because"),
    )

    @admin.display(description=_("Answer to"))
    def reply(self, message: Message) -> str:
        """Return a link that opens an answer in the staff's own mail program; the answer is not stored here."""
        with override(message.language):
            subject = quote(str(_("Your message to us")))
        return format_html(
            '<a href="mailto:{}?subject={}">{}</a>', quote(message.email, safe="@"), subject, message.email_written
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        """Search by the whole address only, which uses the index."""
        if not search_term.strip():
            return super().get_search_results(request, queryset, "")
        return queryset.filter(email=search_term), False

    def get_urls(self) -> list[URLPattern]:
        handle = self.admin_site.admin_view(self.handle)
        return [path("<uuid:message_id>/handle/", handle, name="contact_message_handle"), *super().get_urls()]

    def handle(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Mark a message as handled (POST from its own page), and redirect to the waiting messages."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:contact_message_change", message_id)
        self.mark_handled(request, Message.objects.filter(pk=message_id))
        return redirect(reverse("admin:contact_message_changelist") + "?state=waiting")

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("contact.change_message")

    @admin.action(description=_("Mark as handled"), permissions=["handle"])
    def mark_handled(self, request: HttpRequest, queryset: MessageQuerySet) -> None:
        count = messages.mark_handled(messages=queryset, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        text = ngettext("%(count)s message is handled.", "%(count)s messages are handled.", count)
        notices.success(request, text % {"count": count})
