"""Admin of breaches: the 72-hour clock, the notification to print, the letters, and closing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.breaches import consequences, operations, queries
from privacy.breaches.errors import BreachClosed, BreachIncomplete
from privacy.breaches.models import Breach
from privacy.inventory.collecting import staff_form
from privacy.journal.models import JournalEntry
from privacy.law.durations import hours_left_in_words, urgency
from privacy.law.locales import languages
from privacy.register.admin import SeenInWords
from privacy.register.languages.fields import name_of, site_languages
from privacy.register.purposes.queries import current_controller
from privacy.staff import acts
from privacy.staff.consequences import Consequences


def _notified_in() -> list[tuple[str, str]]:
    """Return the languages in which the authority can be written to: those of the site, and English."""
    codes = dict.fromkeys([*site_languages(), languages.WRITTEN_IN])
    return [(code, name_of(code)) for code in codes]


@staff_form
class BreachForm(forms.ModelForm):
    """A breach as far as staff know it: only the name, the time of awareness and the event are required."""

    now: datetime  # set by the admin

    def clean_aware_at(self) -> Any:
        aware_at = self.cleaned_data["aware_at"]
        if aware_at > self.now:
            raise ValidationError(_("This is in the future: give the minute when somebody was reasonably certain."))
        return aware_at

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("risk") == "none" and not cleaned.get("risk_reason"):
            self.add_error("risk_reason", _("Say why nobody is at risk; without it the authority must be notified."))
        if cleaned.get("not_told") and not cleaned.get("not_told_reason"):
            self.add_error("not_told_reason", _("Explain the exception; the authority may ask."))
        return cleaned


@admin.register(Breach)
class BreachAdmin(SeenInWords):
    form = BreachForm
    list_display = ("title", "clock", "risk", "is_drill", "aware_at", "notified_at", "told_at", "closed_at")
    list_filter = ("is_drill", "risk")
    search_fields = ("title",)
    change_form_template = "admin/privacy/breach/change_form.html"
    save_on_top = False
    fieldsets = (
        (None, {"fields": ("title", "is_drill", "aware_at", "began_at", "ended_at", "what_happened")}),
        (gettext_lazy("What kind"), {"fields": ("is_confidentiality", "is_integrity", "is_availability")}),
        (
            gettext_lazy("How much"),
            {"fields": ("data_categories", "people_categories", "people_about", "records_about")},
        ),
        (gettext_lazy("What follows"), {"fields": ("consequences", "measures", "processor", "processor_told_at")}),
        (gettext_lazy("Risk and notification"), {"fields": ("risk", "risk_reason", "contact_point", "late_reason")}),
        (
            gettext_lazy("Those affected (high risk)"),
            {"fields": ("told_what", "told_consequences", "told_measures", "not_told", "not_told_reason")},
        ),
    )

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the form class with the current time, because it refuses later times."""
        form: Any = super().get_form(request, *args, **kwargs)
        form.now = timezone.now()
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Breach | None = None) -> tuple[str, ...]:
        return ("is_drill",) if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Breach | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.closed_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Breach | None = None) -> bool:
        """Refuse always: Art. 33(5) requires that every breach is documented, and retention deletes it."""
        return False

    @admin.display(description=gettext_lazy("72 hours"), ordering="aware_at")
    def clock(self, breach: Breach) -> SafeString | str:
        """Return the hours left, with the CSS class of their urgency."""
        if not breach.is_running:
            return "–"
        left = breach.seconds_left(timezone.now())
        return format_html(
            '<span class="{}">{}</span>', urgency(left / 3600, operations.NEAR_ALARMS), hours_left_in_words(left)
        )

    def save_model(self, request: HttpRequest, obj: Breach, form: forms.Form, change: bool) -> None:
        save = operations.revise if change else operations.record
        try:
            save(breach=obj, staff_id=_staff(request), now=timezone.now())
        except BreachClosed as closed:
            raise PermissionDenied from closed

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        breach = self.get_object(request, object_id)
        if breach is not None:
            left = breach.seconds_left(timezone.now())
            extra_context = {
                **(extra_context or {}),
                "breach": breach,
                "left": hours_left_in_words(left),
                "urgency": urgency(left / 3600, operations.NEAR_ALARMS),
                "to_do": queries.still_to_do(breach),
                "steps": JournalEntry.objects.filter(stream="breaches", facts__contains=f'"{breach.pk}"'),
            }
        return super().change_view(request, object_id, form_url, extra_context)

    def get_urls(self) -> list[URLPattern]:
        pages = {"notification": self.notification, "tell": self.tell, "close": self.close}
        own = [
            path(f"<uuid:breach_id>/{name}/", self.admin_site.admin_view(view), name=f"privacy_breach_{name}")
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    @acts.confirmed
    def notification(self, request: HttpRequest, breach_id: Any) -> HttpResponse:
        """Show the notification to print or copy; on POST, record that it was sent."""
        breach = self._breach(request, breach_id, may_change=request.method == "POST")
        if request.method == "POST":
            is_complete = request.POST.get("complete") == "yes"
            hidden = [("complete", "yes" if is_complete else "no")]
            shown = consequences.of_notifying(breach, is_complete=is_complete)
            return self._ask(request, breach, shown, _("Sent to the authority"), hidden=hidden) or self._run(
                request,
                breach,
                lambda: operations.notify(
                    breach=breach, is_complete=is_complete, staff_id=_staff(request), now=timezone.now()
                ),
                _("Something is missing: see the list on the notification."),
            )
        language = request.GET.get("language", "")
        offered = [code for code, _name in _notified_in()]
        with translation.override(language if language in offered else offered[0]):
            return render(request, "admin/privacy/breach/notification.html", self._notification(request, breach))

    @acts.confirmed
    def tell(self, request: HttpRequest, breach_id: Any) -> HttpResponse:
        """Show the groups of people whose addresses are known; on POST, write to the chosen groups."""
        breach = self._breach(request, breach_id, may_change=True)
        groups = request.POST.getlist("group")
        if groups and not queries.missing_for_people(breach):
            shown = consequences.of_telling(breach, groups)
            hidden = [("group", key) for key in groups]
            if page := self._ask(request, breach, shown, _("Tell those affected"), hidden=hidden):
                return page
        if request.method == "POST":
            return self._run(
                request,
                breach,
                lambda: operations.tell(breach=breach, groups=groups, staff_id=_staff(request), now=timezone.now()),
                _("Choose at least one group, and write the three texts in every language first."),
            )
        context = self._page(request, breach, _("Tell those affected")) | {
            "groups": queries.contact_groups(),
            "missing": queries.missing_for_people(breach),
        }
        return render(request, "admin/privacy/breach/tell.html", context)

    @acts.confirmed
    def close(self, request: HttpRequest, breach_id: Any) -> HttpResponse:
        """Show what closing a breach means; close it on POST."""
        breach = self._breach(request, breach_id, may_change=True)
        shown = consequences.of_closing(breach)
        return self._ask(request, breach, shown, _("Close the breach")) or self._run(
            request,
            breach,
            lambda: operations.close(breach=breach, staff_id=_staff(request), now=timezone.now()),
            " ".join(queries.still_to_do(breach)),
        )

    def _ask(
        self,
        request: HttpRequest,
        breach: Breach,
        shown: Consequences,
        title: str,
        hidden: Sequence[tuple[str, str]] = (),
    ) -> HttpResponse | None:
        """Return the page before an act; None if it was seen."""
        back = reverse("admin:privacy_breach_change", args=[breach.pk])
        return acts.confirm(
            request, self, shown, title=f"{title} – {breach.title}", button=title, back=back, hidden=hidden
        )

    def _breach(self, request: HttpRequest, breach_id: Any, *, may_change: bool) -> Breach:
        breach = get_object_or_404(Breach, pk=breach_id)
        allowed = self.has_change_permission if may_change else self.has_view_permission
        if not allowed(request, breach):
            raise PermissionDenied
        return breach

    def _run(self, request: HttpRequest, breach: Breach, operation: Callable[[], object], refused: str) -> HttpResponse:
        try:
            operation()
        except BreachIncomplete:
            messages.error(request, refused)
        except BreachClosed:
            messages.error(request, _("Somebody has closed it meanwhile."))
        else:
            messages.success(request, _("Done, and noted in the journal."))
        return redirect(reverse("admin:privacy_breach_change", args=[breach.pk]))

    def _page(self, request: HttpRequest, breach: Breach, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "breach": breach}

    def _notification(self, request: HttpRequest, breach: Breach) -> dict[str, Any]:
        now = timezone.now()
        return self._page(request, breach, _("Notification of a personal data breach")) | {
            "controller": current_controller(),
            "contact": queries.contact_point(breach),
            "missing": queries.missing_for_authority(breach),
            "is_late": now > breach.due_at and breach.notified_at is None,
            "is_late_without_reason": now > breach.due_at and not breach.notified_at and not breach.late_reason,
            "now": now,
            "languages": _notified_in(),
            "may_change": self.has_change_permission(request, breach),
        }


def _staff(request: HttpRequest) -> int:
    return int(request.user.pk or 0)
