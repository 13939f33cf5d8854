"""Admin of audits and findings, with the action that adds findings to the draft register."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consent.audit import drafting, states
from consent.audit import operations as auditing
from consent.audit.errors import AuditUnderWay
from consent.audit.models import AuditFinding, AuditRun
from consent.audit.queries import cookie_promises, last_of_our_site
from consent.audit.report import rounded
from consent.conf import consent_settings
from privacy.law.durations import lifetime_in_words
from privacy.staff import acts
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(AuditRun)
class AuditRunAdmin(ReadOnlyAdmin):
    short_because = "one run a week, and those that staff ask for"
    change_list_template = "admin/consent/auditrun/change_list.html"
    list_display = (
        "started_at",
        "site",
        "outcome",
        "reason",
        "findings",
        "new_count",
        "gone_count",
        "is_complete",
        "revision",
    )
    list_filter = ("outcome", "site")
    date_hierarchy = "started_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditRun]:
        return super().get_queryset(request).annotate(finding_count=Count("findings"))

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.page)
        return [path("page/", page, name="consent_audit"), *super().get_urls()]

    @acts.reversible("A new audit replaces the last.")
    def page(self, request: HttpRequest) -> HttpResponse:
        """Show the last audit of our own site and the promises that it proves; ask for an audit on POST."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._ask(request)
        last, finished = last_of_our_site()
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Audit of cookies"),
            "opts": self.opts,
            "run": last,
            "finished": finished,
            "promises": (promises := cookie_promises(finished)),
            "is_behind": any(promise.is_older_than_audit for promise in promises),
            "may_ask": request.user.has_perm("consent.add_auditrun"),
            "install": consent_settings().install_browser,
        }
        return render(request, "admin/consent/auditrun/page.html", context)

    def _ask(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("consent.add_auditrun"):
            raise PermissionDenied
        try:
            auditing.request_audit(now=timezone.now())
        except AuditUnderWay:
            messages.warning(request, _("An audit waits or is under way already. This page shows how far it is."))
        return redirect("admin:consent_audit")

    @admin.display(description=_("findings"), ordering="finding_count")
    def findings(self, run: AuditRun) -> str:
        url = reverse("admin:consent_auditfinding_changelist")
        return format_html('<a href="{}?run__id__exact={}">{}</a>', url, run.pk, run.finding_count)  # type: ignore[attr-defined]


class DraftableAdmin(ReadOnlyAdmin):
    """Admin of observations that staff with permission can add to the draft register."""

    def has_draft_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consent.add_storageitem")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_draft"] = self.has_draft_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def report_drafted(self, request: HttpRequest, count: int) -> None:
        """Show the number of rows that were added to the draft register."""
        text = ngettext(
            "%(count)s row is in the draft register. Say what it is for before it is published.",
            "%(count)s rows are in the draft register. Say what they are for before it is published.",
            count,
        )
        messages.success(request, text % {"count": count})


@admin.register(AuditFinding)
class AuditFindingAdmin(DraftableAdmin):
    short_because = "a few differences of one run a week"
    list_display = ("name", "problem", "trace", "host", "service", "where", "is_new", "item")
    list_filter = ("problem", "trace", "is_new", "run")
    list_select_related = ("run", "item")
    search_fields = ("name", "host")
    actions = ("add_to_draft",)
    fields = (
        *("run", "problem", "trace", "name", "host", "declared_host", "service", "how_long", "how_long_declared"),
        *("page", "where", "on", "is_new", "item"),
    )
    change_form_template = "admin/consent/auditfinding/change_form.html"

    @admin.display(description=_("in the states"))
    def where(self, finding: AuditFinding) -> str:
        return ", ".join(states.state_label(key) for key in finding.states)

    @admin.display(description=_("on"))
    def on(self, finding: AuditFinding) -> str:
        return ", ".join(states.device_label(key) for key in finding.devices)

    @admin.display(description=_("lifetime"))
    def how_long(self, finding: AuditFinding) -> str:
        return "" if finding.lifetime is None else lifetime_in_words(rounded(finding.lifetime))

    @admin.display(description=_("declared lifetime"))
    def how_long_declared(self, finding: AuditFinding) -> str:
        return "" if finding.declared_lifetime is None else lifetime_in_words(finding.declared_lifetime)

    @acts.reversible("A row of the draft is taken out again.")
    @admin.action(description=_("Add to the draft register"), permissions=["draft"])
    def add_to_draft(self, request: HttpRequest, queryset: QuerySet[AuditFinding]) -> HttpResponse | None:
        """Ask for confirmation, then add the findings that are storage unknown to the register."""
        chosen = list(queryset.select_related("run", "item"))
        addable = [finding for finding in chosen if finding.is_addable]
        if not addable:
            messages.warning(request, _("Only storage that the register does not know can be added to it."))
            return None
        if "is_confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Add to the draft register"),
                "opts": self.opts,
                "findings": addable,
                "left_out": len(chosen) - len(addable),
            }
            return render(request, "admin/consent/auditfinding/draft.html", context)
        items = [drafting.add_to_draft(finding=finding) for finding in addable]
        self.report_drafted(request, len(items))
        return None
