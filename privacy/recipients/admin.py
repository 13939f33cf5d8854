"""Admin of recipients, their agreements and transfers, and adequacy decisions."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacy.law.deadlines import local_date
from privacy.recipients import operations as recipients
from privacy.recipients import transfer_report, transfers
from privacy.recipients.acceptances import is_acceptable
from privacy.recipients.enums import HaltReason, TransferStatus
from privacy.recipients.errors import NothingToConfirm, NotSwitchedOn
from privacy.recipients.forms import AdequacyDecisionForm, TransferLegForm, VendorForm
from privacy.recipients.models import AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor
from privacy.recipients.queries import valid_acceptances
from privacy.recipients.state_words import state
from privacy.register.admin import KeyedAdmin
from privacy.register.purposes.operations import confirm_changes
from privacy.staff import acts
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.web.days import DaysAdmin


class AgreementInline(DaysAdmin, admin.StackedInline):
    model = Agreement
    extra = 0
    classes = ("collapse",)


class FrameworkEntryInline(DaysAdmin, admin.StackedInline):
    model = FrameworkEntry
    extra = 0
    classes = ("collapse",)


class TransferLegInline(DaysAdmin, admin.StackedInline):
    model = TransferLeg
    form = TransferLegForm
    extra = 0
    classes = ("collapse",)


@admin.register(Vendor)
class VendorAdmin(KeyedAdmin):
    form = VendorForm
    first_fields = (
        *("key", "name", "legal_entity", "role", "does"),
        *("storage_countries", "parent_country", "notice_url"),
    )
    search_fields = ("name", "legal_entity", "organisation_id", "does")
    list_display = ("name", "role", "judgement", "why", "looked_at", "next_review", "in_use")
    list_select_related = ("engaged_by",)
    inlines = (AgreementInline, FrameworkEntryInline, TransferLegInline)
    actions = ("confirm_entries", "confirm_lists", "switch_on", "switch_off")
    change_list_template = "admin/privacy/vendor/change_list.html"
    change_form_template = "admin/privacy/vendor/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.report)
        return [path("report/", view, name="privacy_vendor_report"), *super().get_urls()]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Attach the transfer status to every row, reading the evidence from the database once."""
        found = super().get_changelist_instance(request)
        evidence = transfers.gather(local_date(timezone.now()))
        rows = list(found.result_list)
        for vendor in rows:
            vendor.findings = transfers.explain(vendor, evidence)
        found.result_list = rows
        return found

    @admin.display(description=gettext_lazy("transfers"))
    def judgement(self, vendor: Any) -> SafeString:
        return state(transfers.worst(vendor.findings))

    @admin.display(description=gettext_lazy("why"))
    def why(self, vendor: Any) -> str:
        worst = transfers.worst(vendor.findings)
        reasons = [one.reason for one in vendor.findings if one.status is worst]
        return " ".join(dict.fromkeys(reasons)) if worst is not TransferStatus.GREEN else ""

    @admin.display(description=gettext_lazy("last looked at"))
    def looked_at(self, vendor: Any) -> date | None:
        return max((one.checked_on for one in vendor.findings if one.checked_on), default=None)

    @admin.display(description=gettext_lazy("next review"))
    def next_review(self, vendor: Any) -> date | None:
        return transfers.next_review(vendor.findings)

    @admin.display(description=gettext_lazy("in use"))
    def in_use(self, vendor: Vendor) -> str:
        if vendor.halted_at is None:
            return _paused(vendor)
        because = HaltReason(vendor.halted_because).label if vendor.halted_because else _("switched off")
        return _("off since %(day)s: %(because)s") % {
            "day": vendor.halted_at.astimezone().date().isoformat(),
            "because": because,
        }

    def save_model(self, request: HttpRequest, obj: Vendor, form: Any, change: bool) -> None:
        if not change:
            obj.halted_at, obj.halted_because = timezone.now(), HaltReason.NEW
        before = Vendor.objects.filter(pk=obj.pk).values_list("supplies", flat=True).first() or []
        super().save_model(request, obj, form, change)
        by = cast("User", request.user)
        confirm_changes(before=before, after=obj.supplies, met_by=obj.key, by=by, now=timezone.now())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        vendor = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if isinstance(vendor, Vendor):
            now = timezone.now()
            more = {
                "entries": transfer_report.of_one(vendor, local_date(now)),
                "events": transfer_report.history(vendor),
                "obstacles": transfer_report.obstacles(vendor, local_date(now)),
                "in_use": self.in_use(vendor),
                "accepted": valid_acceptances(local_date(now)).get(vendor.key),
                "may_accept": self._may_accept(request, vendor, local_date(now)),
            }
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def _may_accept(self, request: HttpRequest, vendor: Vendor, today: date) -> bool:
        return request.user.has_perm("privacy.add_transferacceptance") and is_acceptable(
            vendor=vendor, until=today, today=today
        )

    @acts.reads
    def report(self, request: HttpRequest) -> HttpResponse:
        """Show the transfer report: known and missing facts of every recipient and leg (LAW T-11)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Transfers: what is known and what is not"),
            "opts": self.opts,
            "entries": transfer_report.report(local_date(timezone.now())),
        }
        return render(request, "admin/privacy/vendor/report.html", context)

    @acts.reversible("A later look replaces this one.")
    @admin.action(description=gettext_lazy("Framework’s list: looked today, unchanged"), permissions=["change"])
    def confirm_entries(self, request: HttpRequest, queryset: QuerySet[Vendor]) -> None:
        self._each(request, queryset, recipients.confirm_entry)

    @acts.reversible("A later look replaces this one.")
    @admin.action(description=gettext_lazy("Sub-processors: looked today, all are here"), permissions=["change"])
    def confirm_lists(self, request: HttpRequest, queryset: QuerySet[Vendor]) -> None:
        self._each(request, queryset, recipients.confirm_sub_processors)

    @acts.reversible("It is switched off again.")
    @admin.action(description=gettext_lazy("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Vendor]) -> None:
        self._each(request, queryset, recipients.switch_on)

    @acts.reversible("It is switched on again.")
    @admin.action(description=gettext_lazy("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Vendor]) -> None:
        self._each(request, queryset, recipients.switch_off)

    def _each(self, request: HttpRequest, queryset: QuerySet[Vendor], act: Callable[..., Any]) -> None:
        """Call ``act`` for each recipient; report the refusals with their reasons, and the number done."""
        done = 0
        for vendor in queryset:
            try:
                act(vendor=vendor, by=cast(User, request.user), now=timezone.now())
            except (NothingToConfirm, NotSwitchedOn) as refused:
                messages.error(request, f"{vendor.name}: {_(str(refused))}")
            else:
                done += 1
        if done:
            text = ngettext("%(count)d recipient: done.", "%(count)d recipients: done.", done) % {"count": done}
            messages.success(request, text)


def _paused(vendor: Vendor) -> str:
    """Return whether a recipient that is switched on may be used now, in words."""
    if vendor.unverified_at is None:
        return _("in use")
    day = date_format(local_date(vendor.unverified_at))
    return _("loaded by no page since %(day)s: the transfers are neither verified nor accepted") % {"day": day}


@admin.register(AdequacyDecision)
class AdequacyDecisionAdmin(DeclaredLookupsAdmin):
    form = AdequacyDecisionForm
    list_display = ("__str__", "judgement", "scope", "decision", "valid_to", "suspended_on", "checked_on")
    actions = ("confirm",)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Attach the transfer status to every row, reading the evidence from the database once."""
        found = super().get_changelist_instance(request)
        evidence = transfers.gather(local_date(timezone.now()))
        rows = list(found.result_list)
        for decision in rows:
            decision.status = transfers.of_decision(decision, evidence)
        found.result_list = rows
        return found

    @admin.display(description=gettext_lazy("in force"))
    def judgement(self, decision: Any) -> SafeString:
        return state(decision.status)

    @acts.reversible("A later look replaces this one.")
    @admin.action(description=gettext_lazy("Looked today, unchanged"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[AdequacyDecision]) -> None:
        for decision in queryset:
            recipients.confirm_decision(decision=decision, by=cast(User, request.user), now=timezone.now())
