"""Admin of the notices to recipients: what was told to whom, and what staff must do by hand."""

from typing import cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.notices import operations as notices
from privacy.notices.errors import NoticeClosed
from privacy.notices.forms import SettleForm
from privacy.notices.models import Notice
from privacy.staff import acts
from privacy.staff.long_lists import LongListAdmin


@admin.register(Notice)
class NoticeAdmin(LongListAdmin):
    list_display = ("vendor", "kind", "state", "channel", "made_at", "settled_at", "last_error")
    list_filter = ("state", "kind")
    list_select_related = ("vendor",)
    ordering = ("-made_at", "-id")
    fields = (
        *("vendor", "kind", "channel", "state", "email", "values", "made_at", "asked_at", "due_at", "attempts"),
        *("last_error", "answer", "evidence", "settled_at", "settled_by", "source", "retain_until"),
    )
    change_form_template = "admin/privacy/notice/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        settle = self.admin_site.admin_view(self.settle)
        return [path("<uuid:notice_id>/settle/", settle, name="privacy_notice_settle"), *super().get_urls()]

    @acts.reversible("A note of what somebody did: nothing is deleted, and the evidence can be looked up.")
    def settle(self, request: HttpRequest, notice_id: UUID) -> HttpResponse:
        """Note how a recipient was told by hand."""
        if not request.user.has_perm("privacy.change_notice"):
            raise PermissionDenied
        notice = get_object_or_404(Notice.objects.select_related("vendor"), pk=notice_id)
        form = SettleForm(request.POST or None)
        if form.is_valid():
            try:
                staff = cast("User", request.user)
                evidence = form.cleaned_data["evidence"]
                notices.settle_by_hand(notice_id=notice.pk, evidence=evidence, staff=staff, now=timezone.now())
            except NoticeClosed:
                messages.error(request, _("This notice is settled already."))
            else:
                messages.success(request, _("Noted. The recipient has been told."))
            return redirect("admin:privacy_notice_change", notice.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Told by hand"),
            "notice": notice,
            "form": form,
        }
        return render(request, "admin/privacy/notice/settle.html", context)
