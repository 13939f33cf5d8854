"""Admin pages of issues (write, preview, send) and of their deliveries."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsletter.issues import operations as issues
from newsletter.issues.emails import preview
from newsletter.issues.enums import IssueState
from newsletter.issues.errors import IssueAlreadySent, NobodyToSendTo
from newsletter.issues.forms import IssueForm
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue
from newsletter.issues.queries import progress, recipients_now
from privacy.staff.long_lists import LongListAdmin
from privacy.staff.saving import SharedRowAdmin


@admin.register(Issue)
class IssueAdmin(SharedRowAdmin):
    form = IssueForm
    list_display = ("__str__", "state", "created_at", "queued_at", "sent_at")
    list_filter = ("state",)
    fields = ("subject", "body", "state", "created_at", "queued_at", "sent_at")
    readonly_fields = ("state", "created_at", "queued_at", "sent_at")

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        """Allow changes of drafts only: an issue that was sent is a record."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == IssueState.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return obj is not None and obj.state == IssueState.DRAFT and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        if not change:
            obj.created_at = timezone.now()
        elif Issue.objects.select_for_update().get(pk=obj.pk).state != IssueState.DRAFT:
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        send = self.admin_site.admin_view(self.send)
        return [path("<uuid:issue_id>/send/", send, name="newsletter_issue_send"), *super().get_urls()]

    def send(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """Show a preview of the mail and the number of recipients; send on POST."""
        issue = get_object_or_404(Issue, pk=issue_id)
        if not request.user.has_perm("newsletter.change_issue"):
            raise PermissionDenied
        if request.method == "POST":
            return self._send(request, issue)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Preview and send"),
            "opts": self.opts,
            "issue": issue,
            "is_draft": issue.state == IssueState.DRAFT,
            "previews": preview(issue),
            "recipients": recipients_now(),
            "progress": progress(issue),
        }
        return render(request, "admin/newsletter/issue/send.html", context)

    def _send(self, request: HttpRequest, issue: Issue) -> HttpResponse:
        try:
            count = issues.send(issue_id=issue.pk, now=timezone.now())
        except IssueAlreadySent:
            messages.error(request, _("The issue is on its way or has been sent. An issue is sent once."))
        except NobodyToSendTo:
            messages.error(request, _("Nobody subscribes yet, so there is nobody to send it to."))
        else:
            text = ngettext(
                "The issue is on its way to %(count)s person.", "The issue is on its way to %(count)s people.", count
            )
            messages.success(request, text % {"count": count})
        return redirect(reverse("admin:newsletter_issue_send", args=[issue.pk]))


@admin.register(Delivery)
class DeliveryAdmin(LongListAdmin):
    list_display = ("id", "issue", "subscription", "state", "attempts", "claimed_at", "sent_at", "last_error")
    list_filter = ("state", "issue")
    list_select_related = ("issue", "subscription")
    ordering = ("-due_at", "-id")
    actions = ("send_again", "leave")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_issue")

    @admin.action(description=gettext_lazy("Send the interrupted copies again"), permissions=["decide"])
    def send_again(self, request: HttpRequest, queryset: DeliveryQuerySet) -> None:
        count = issues.send_again(deliveries=queryset, by=_staff(request), now=timezone.now())
        text = ngettext("%(count)s copy is sent again.", "%(count)s copies are sent again.", count)
        messages.success(request, text % {"count": count})

    @admin.action(description=gettext_lazy("Leave the interrupted copies"), permissions=["decide"])
    def leave(self, request: HttpRequest, queryset: DeliveryQuerySet) -> None:
        count = issues.leave(deliveries=queryset, by=_staff(request), now=timezone.now())
        text = ngettext("%(count)s copy is not sent again.", "%(count)s copies are not sent again.", count)
        messages.success(request, text % {"count": count})


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
