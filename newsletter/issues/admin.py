"""Admin pages of issues (write, preview, send) and of their deliveries."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
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
from newsletter.issues.emails import preview, previews_as_sent
from newsletter.issues.enums import IssueState
from newsletter.issues.errors import IssueAlreadySent, NobodyToSendTo
from newsletter.issues.forms import IssueForm
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue
from newsletter.issues.queries import audience, progress, recipients_now, without_issue
from privacy.staff import acts
from privacy.staff.consequences import Consequences, MailPreview, RowGroup
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

    @acts.confirmed
    def send(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """Show the mail itself, and who gets it and who does not; send on POST what was seen."""
        issue = get_object_or_404(Issue, pk=issue_id)
        if not request.user.has_perm("newsletter.change_issue"):
            raise PermissionDenied
        shown = _of_sending(issue)
        if shown.were_seen(request):
            return self._send(request, issue)
        if acts.is_stale(request, shown):
            messages.warning(request, acts.CHANGED_SINCE)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Preview and send"),
            "opts": self.opts,
            "issue": issue,
            "is_draft": issue.state == IssueState.DRAFT,
            "previews": preview(issue),
            "recipients": recipients_now(),
            "consequences": shown,
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


def _of_sending(issue: Issue) -> Consequences:
    """Return what sending an issue does; nothing once it was sent."""
    if issue.state != IssueState.DRAFT:
        return Consequences()
    names, people = dict(settings.LANGUAGES), audience()
    lacking = [code for code, _count in people if not issue.body.get(code)]
    got_by = [f"{names.get(code, code)}: {count}" for code, count in people]
    none = without_issue()
    told = [_("Gets it – %(who)s") % {"who": who} for who in got_by]
    told += [
        _("%(language)s has no text: these people get it in %(other)s.")
        % {"language": names.get(code, code), "other": names[settings.LANGUAGE_CODE]}
        for code in lacking
    ]
    told.append(_("Does not get it – not confirmed: %(pending)s, ended: %(ended)s") % none)
    mails = previews_as_sent(issue, [code for code, _count in people])
    return Consequences(
        told=tuple(told),
        mails=tuple(
            MailPreview(to=names.get(code, code), language=code, subject=subject, text=text)
            for code, subject, text in mails
        ),
    )


@admin.register(Delivery)
class DeliveryAdmin(LongListAdmin):
    list_display = ("id", "issue", "subscription", "state", "attempts", "claimed_at", "sent_at", "last_error")
    list_filter = ("state", "issue")
    list_select_related = ("issue", "subscription")
    search_fields = ("subscription__email",)
    search_help_text = gettext_lazy("The whole e-mail address.")
    ordering = ("-due_at", "-id")
    actions = ("send_again", "leave")

    def find(self, text: str) -> Iterator[UUID]:
        """Find the copies of a subscriber by the whole address."""
        return Delivery.objects.filter(subscription__email=text).values_list("pk", flat=True).iterator()

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_issue")

    def show_sending(self, request: HttpRequest, queryset: DeliveryQuerySet) -> Consequences:
        """Return the copies that would be sent again."""
        return _of_copies(queryset, _("Each leaves once more, with the same number: a mail program shows it once."))

    def show_leaving(self, request: HttpRequest, queryset: DeliveryQuerySet) -> Consequences:
        """Return the copies that would be left."""
        return _of_copies(queryset, _("Nobody can send them afterwards. Some may never have had the issue."))

    @acts.confirmed_action(
        description=gettext_lazy("Send the interrupted copies again"),
        button=gettext_lazy("Send them again"),
        permissions=["decide"],
        shows=show_sending,
    )
    def send_again(self, request: HttpRequest, queryset: DeliveryQuerySet) -> None:
        count = issues.send_again(deliveries=queryset, by=_staff(request), now=timezone.now())
        text = ngettext("%(count)s copy is sent again.", "%(count)s copies are sent again.", count)
        messages.success(request, text % {"count": count})

    @acts.confirmed_action(
        description=gettext_lazy("Leave the interrupted copies"),
        button=gettext_lazy("Leave them"),
        permissions=["decide"],
        shows=show_leaving,
    )
    def leave(self, request: HttpRequest, queryset: DeliveryQuerySet) -> None:
        count = issues.leave(deliveries=queryset, by=_staff(request), now=timezone.now())
        text = ngettext("%(count)s copy is not sent again.", "%(count)s copies are not sent again.", count)
        messages.success(request, text % {"count": count})


def _of_copies(deliveries: DeliveryQuerySet, line: str) -> Consequences:
    counts = Counter(str(copy.issue) for copy in deliveries.uncertain().select_related("issue"))
    groups = (RowGroup(title=title, count=count) for title, count in sorted(counts.items()))
    return Consequences(lines=(line,), goes=tuple(groups))


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
