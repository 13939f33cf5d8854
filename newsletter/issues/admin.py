"""Admin pages of issues (write, preview, send) and of their deliveries."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsletter.issues import operations as issues
from newsletter.issues.admin_sending import SENT_AGAIN, SendingPages, of_copies
from newsletter.issues.enums import IssueState
from newsletter.issues.forms import IssueForm, PictureForm, PictureFormSet
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue, IssuePicture
from newsletter.topics.models import Topic
from privacy.staff import acts
from privacy.staff.consequences import Consequences
from privacy.staff.long_lists import LongListAdmin
from privacy.web.days import DaysAdmin


class PictureInline(DaysAdmin, admin.StackedInline):
    """The pictures of an issue. Whoever may write the issue may give it pictures."""

    model = IssuePicture
    verbose_name, verbose_name_plural = gettext_lazy("picture"), gettext_lazy("pictures")
    add_text = gettext_lazy("Add a picture")
    form = PictureForm
    formset = PictureFormSet
    extra = 0
    fields = ("sign", "shown_picture", "upload", "alt", "is_decorative")
    readonly_fields = ("sign", "shown_picture")

    def get_queryset(self, request: HttpRequest) -> QuerySet[IssuePicture]:
        return super().get_queryset(request).defer("content")

    def has_view_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return request.user.has_perm("newsletter.view_issue") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return request.user.has_perm("newsletter.change_issue") and (obj is None or obj.state == IssueState.DRAFT)

    def has_add_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        may_write = self.has_change_permission(request, obj)
        return may_write or (obj is None and request.user.has_perm("newsletter.add_issue"))

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return self.has_change_permission(request, obj)

    @admin.display(description=gettext_lazy("in the text"))
    def sign(self, picture: IssuePicture) -> str:
        return f"![]({picture})" if picture.number else "–"

    @admin.display(description=gettext_lazy("the file"))
    def shown_picture(self, picture: IssuePicture) -> SafeString | str:
        if not picture.number:
            return "–"
        url = reverse("admin:newsletter_issue_picture", args=[picture.issue_id, picture.number])
        facts = f"{picture.width} × {picture.height}, {-(-picture.size // 1000)} kB"
        return format_html('<img class="issue-picture" src="{}" alt="">{}', url, facts)


@admin.register(Issue)
class IssueAdmin(SendingPages):
    form = IssueForm
    inlines = (PictureInline,)
    search_fields = ("subject", "body")
    list_display = ("__str__", "state", "created_at", "starts_at", "sent_at")
    list_filter = ("state",)
    fields = ("subject", "body", "topics", "state", "created_at", "queued_at", "starts_at", "sent_at")
    readonly_fields = ("state", "created_at", "queued_at", "starts_at", "sent_at")

    def get_fields(self, request: HttpRequest, obj: Issue | None = None) -> Any:
        """Leave out what a new issue has not yet, and the topics where readers can choose among none."""
        names = self.fields if obj else self.form.Meta.fields
        return [name for name in names if name != "topics" or Topic.objects.in_use().exists()]

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


@admin.register(Delivery)
class DeliveryAdmin(LongListAdmin):
    list_display = ("who", "issue", "state", "attempts", "claimed_at", "sent_at", "last_error")
    list_filter = ("state", "issue")
    list_select_related = ("issue", "subscription")
    search_fields = ("subscription__email",)
    search_help_text = gettext_lazy("The whole e-mail address.")
    ordering = ("-due_at", "-id")
    actions = ("send_again", "leave")

    @admin.display(description=gettext_lazy("subscriber"))
    def who(self, copy: Delivery) -> str:
        return copy.subscription.email_written

    def find(self, text: str) -> Iterator[UUID]:
        """Find the copies of a subscriber by the whole address."""
        return Delivery.objects.filter(subscription__email=text).values_list("pk", flat=True).iterator()

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_issue")

    def show_sending(self, request: HttpRequest, queryset: DeliveryQuerySet) -> Consequences:
        """Return the copies that would be sent again."""
        return of_copies(queryset.undelivered(), SENT_AGAIN)

    def show_leaving(self, request: HttpRequest, queryset: DeliveryQuerySet) -> Consequences:
        """Return the copies that would be left."""
        return of_copies(queryset.uncertain(), _("Nobody can send them afterwards. Some may never have had the issue."))

    @acts.confirmed_action(
        description=gettext_lazy("Send the refused and the interrupted copies again"),
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


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
