"""When data ends: rules to approve, runs that stopped to ask, receipts, and what goes when."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.inventory.declarations import title_of
from privacy.journal.words import fact_words
from privacy.law.citations import citation_in_words
from privacy.register import in_force
from privacy.register.admin import KeyedAdmin
from privacy.register.languages.fields import in_language
from privacy.retention import forecast, receipts, rules
from privacy.retention import operations as retention
from privacy.retention.errors import NothingToApprove
from privacy.retention.models import RetentionRule, RetentionRun
from privacy.retention.term_words import terms_in_words
from privacy.staff import acts
from privacy.staff.consequences import Consequences, RowGroup
from privacy.staff.filters import WordsFilter
from privacy.staff.long_lists import LongListAdmin
from privacy.staff.proof import fresh_proof_required

APPROVE = "privacy.approve_retention"
_CHANGED_SINCE = gettext_lazy("The rule or the run has changed since you looked at it. Look at it again.")


@admin.register(RetentionRule)
class RetentionRuleAdmin(KeyedAdmin):
    list_display = ("__str__", "days", "months", "months_after_year", "action", "is_in_force", "source", "key")
    change_form_template = "admin/privacy/retentionrule/change_form.html"
    search_fields = ("key", "title")

    @admin.display(description=gettext_lazy("legal source"), ordering="legal_source")
    def source(self, rule: RetentionRule) -> str:
        return citation_in_words(rule.legal_source)

    @admin.display(boolean=True, description=gettext_lazy("approved"))
    def is_in_force(self, rule: RetentionRule) -> bool:
        return rule.is_approved

    def get_urls(self) -> list[URLPattern]:
        approve = self.admin_site.admin_view(self.approve)
        return [path("<int:pk>/approve/", approve, name="privacy_retentionrule_approve"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: RetentionRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_approved:
            messages.warning(
                request, _("The rule ends nothing until it is approved. Look at what it would end, and approve it.")
            )

    @fresh_proof_required
    @acts.confirmed
    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a rule would end; put it in force on POST."""
        if not request.user.has_perm(APPROVE):
            raise PermissionDenied
        rule, now = get_object_or_404(RetentionRule, pk=pk), timezone.now()
        shown = _of_rule(rule, now)
        if shown.were_seen(request):
            try:
                rules.approve(rule_id=pk, terms=request.POST.get("terms", ""), staff=request.user.pk, now=now)
            except NothingToApprove:
                messages.error(request, _CHANGED_SINCE)
                return redirect("admin:privacy_retentionrule_approve", pk)
            messages.success(request, _("The rule is in force. The next run follows it, within the hour."))
            return redirect("admin:privacy_retentionrule_changelist")
        if acts.is_stale(request, shown):
            messages.error(request, _CHANGED_SINCE)
        title = _("Approve a retention rule")
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "rule": rule}
        return render(request, "admin/privacy/retentionrule/approve.html", context | {"consequences": shown})


def _of_rule(rule: RetentionRule, now: datetime) -> Consequences:
    """Return what approving a rule does: its terms, and the rows that it would end now."""
    due = [line for line in retention.count_due(now) if line.rule == rule.key]
    return Consequences(
        lines=(
            _("%(rule)s: from “%(before)s” to “%(after)s”.")
            % {"rule": rule, "before": rule.approved_words or "–", "after": rule.words},
            gettext_lazy(
                "What is deleted cannot be brought back. The ends that stand in the rows are worked out again."
            ),
        ),
        goes=tuple(RowGroup(title=title_of(line.model), count=line.rows) for line in due),
    )


class RuleFilter(WordsFilter):
    title, parameter_name = gettext_lazy("rule"), "rule"

    def words(self, name: str) -> str:
        return _rule_in_words(name)


def _rule_in_words(key: str) -> str:
    """Return what a rule is about, or its key once it is gone."""
    # The published rules are at hand: a list of the journal names one in each row.
    if title := next((rule.title for rule in in_force.register().retention_rules if rule.key == key), None):
        return in_language(title)
    rule = RetentionRule.objects.filter(key=key).first()
    return str(rule) if rule else key


fact_words.add("rule", _rule_in_words)
fact_words.add("terms", lambda terms: terms_in_words(terms.replace(":", " ").replace(".", "=")))


@admin.register(RetentionRun)
class RetentionRunAdmin(LongListAdmin):
    ordering = ("-as_of", "-id")
    list_display = ("what", "state", "due", "deleted", "held", "as_of", "finished_at")
    fields = (
        *("what", "rule_told", "terms_told", "state", "stop_reason", "as_of", "due", "rows", "held", "deleted"),
        *("tables_told", "sha256", "sample_told", "batches", "longest_ms"),
        *("started_at", "finished_at", "approved_at", "approved_by"),
    )
    list_filter = ("state", RuleFilter)
    change_list_template = "admin/privacy/retentionrun/change_list.html"
    change_form_template = "admin/privacy/retentionrun/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        approve = self.admin_site.admin_view(self.approve)
        return [path("<uuid:pk>/approve/", approve, name="privacy_retentionrun_approve"), *super().get_urls()]

    @admin.display(description=gettext_lazy("what"))
    def what(self, run: RetentionRun) -> str:
        return title_of(run.model)

    @admin.display(description=gettext_lazy("rule"))
    def rule_told(self, run: RetentionRun) -> str:
        return _rule_in_words(run.rule)

    @admin.display(description=gettext_lazy("terms"))
    def terms_told(self, run: RetentionRun) -> str:
        return terms_in_words(run.terms)

    @admin.display(description=gettext_lazy("rows deleted in each table"))
    def tables_told(self, run: RetentionRun) -> str:
        return ", ".join(f"{table}: {rows}" for table, rows in run.tables.items())

    @admin.display(description=gettext_lazy("some of the ids"))
    def sample_told(self, run: RetentionRun) -> str:
        return ", ".join(map(str, run.sample))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"forecast": forecast.make_forecast(timezone.now())} | (extra_context or {})
        return super().changelist_view(request, context)

    @fresh_proof_required
    @acts.confirmed
    def approve(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Show what a stopped run would delete; let it go on, on POST."""
        if not request.user.has_perm(APPROVE):
            raise PermissionDenied
        run = get_object_or_404(RetentionRun, pk=pk)
        page = acts.confirm(
            request,
            self,
            _of_run(run),
            title=_("Let this one run go on"),
            button=_("Let this one run go on"),
            back=reverse("admin:privacy_retentionrun_change", args=[run.pk]),
        )
        if page is not None:
            return page
        try:
            receipts.approve_run(run_id=pk, staff=request.user.pk, now=timezone.now())
        except NothingToApprove:
            messages.error(request, _CHANGED_SINCE)
        else:
            messages.success(request, _("The run goes on, once, up to the number that you saw."))
        return redirect(reverse("admin:privacy_retentionrun_changelist"))


def _of_run(run: RetentionRun) -> Consequences:
    """Return what a stopped run deletes when it goes on."""
    text = _("%(due)s of %(rows)s rows are deleted and cannot be brought back; %(held)s are held and stay.")
    facts = {"due": run.due, "rows": run.rows, "held": run.held}
    reason = run.get_stop_reason_display()
    return Consequences(
        lines=(text % facts, _("It stopped because: %(reason)s.") % {"reason": reason}, terms_in_words(run.terms)),
        goes=(RowGroup(title=title_of(run.model), count=run.due),),
    )
