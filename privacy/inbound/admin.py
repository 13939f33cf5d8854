"""Mails that came in, for staff: what was put aside, and why."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from privacy.inbound import operations as inbound
from privacy.inbound.cleaning import clean_text
from privacy.inbound.enums import MailState
from privacy.inbound.models import ReceivedMail, ReceivedMailQuerySet
from privacy.retention.admin_kept import KeptRowAdmin
from privacy.staff import acts

_SHOWN = 10_000


class StateFilter(admin.SimpleListFilter):
    """Show what was put aside unless something else is chosen."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("waiting", str(MailState.WAITING.label)), ("all", str(_("All")))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": MailState.QUARANTINED.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[ReceivedMail]) -> QuerySet[ReceivedMail]:
        match self.value():
            case "waiting":
                return queryset.filter(state=MailState.WAITING)
            case "all":
                return queryset
        return queryset.filter(state=MailState.QUARANTINED)


@admin.register(ReceivedMail)
class ReceivedMailAdmin(KeptRowAdmin):
    list_display = ("who", "subject", "why", "received_at")
    list_display_links = ("who",)
    list_filter = (StateFilter,)
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address.")
    ordering = ("-received_at", "-id")
    actions = ("try_again",)
    fields = (
        *("email_written", "subject", "received_at", "state", "why", "content"),
        *("retain_until", "kept_because", "attempts", "last_error", "id"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReceivedMail]:
        # A list of mails need not read what is in them.
        rows = super().get_queryset(request)
        return rows if request.resolver_match and "object_id" in request.resolver_match.kwargs else rows.defer("raw")

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address of the sender only."""
        return ReceivedMail.objects.filter(email=text).values_list("pk", flat=True).iterator()

    @admin.display(description=_("from"))
    def who(self, mail: ReceivedMail) -> str:
        return mail.email_written or ("–" if mail.state == MailState.TAKEN else str(_("unknown")))

    @admin.display(description=_("why"))
    def why(self, mail: ReceivedMail) -> str:
        return mail.get_trouble_display() or "–"

    @admin.display(description=_("the mail, as it came"))
    def content(self, mail: ReceivedMail) -> str:
        """Show the beginning of a mail as text: nothing in it is run, loaded or linked."""
        return clean_text(bytes(mail.raw[:_SHOWN]).decode("utf-8", "replace")) or "–"

    def has_try_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("privacy.change_receivedmail")

    @acts.reversible("A mail that cannot be read is put aside again.")
    @admin.action(description=_("Read once more"), permissions=["try"])
    def try_again(self, request: HttpRequest, queryset: ReceivedMailQuerySet) -> None:
        now = timezone.now()
        count = sum(inbound.try_again(mail_id=pk, now=now) for pk in queryset.values_list("pk", flat=True))
        text = ngettext("%(count)s mail is read once more.", "%(count)s mails are read once more.", count)
        messages.success(request, text % {"count": count})
