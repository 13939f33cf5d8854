"""Admin of requests: the list by deadline and the page of a request."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dsar.cases import clock, cooling_off, deciding, identity, whose
from dsar.cases.copies import redacting
from dsar.cases.copies.models import Export
from dsar.cases.enums import CLOSED, UNANSWERED, UNCONFIRMED, JobState, State
from dsar.cases.files import CaseFile
from dsar.cases.mandates import Mandate, MandateClaim
from dsar.cases.models import ALARM_DAYS, Case, CaseEvent, CaseMessage, Contact, Job
from dsar.cases.paper import PaperLetter
from dsar.cases.pauses import Pause
from dsar.cases.proofs.models import IdentityProof
from dsar.cases.questions import Question
from dsar.cases.redactions import Redaction
from dsar.cases.told import ToldAddress
from dsar.desk import (
    admin_decisions,
    admin_intake,
    admin_redactions,
    admin_same,
    admin_spellings,
    admin_year,
    unreadable,
)
from dsar.desk.admin_decisions import DECISIONS, offered
from dsar.desk.admin_waiting import changed_since, unread
from dsar.desk.decision import may_decide
from dsar.desk.searching import range_of
from dsar.people import operations as people
from dsar.people import personal_rows
from dsar.people.errors import SourceFailed
from privacy.law.deadlines import local_date
from privacy.law.durations import days_left_in_words, urgency
from privacy.register.languages.fields import name_of
from privacy.staff import acts
from privacy.staff.long_lists import LongListAdmin


class WaitingFilter(admin.SimpleListFilter):
    """Filter that shows the unanswered requests by default."""

    title = _("shown")
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [
            ("mine", str(_("Mine"))),
            ("closed", str(_("Closed"))),
            ("unconfirmed", str(_("Not confirmed"))),
            ("all", str(_("All"))),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Waiting for an answer")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        match self.value():
            case "mine":
                return queryset.filter(state__in=UNANSWERED, assigned_to=request.user.pk)
            case "closed":
                return queryset.filter(state__in=CLOSED)
            case "unconfirmed":
                return queryset.filter(state=State.UNVERIFIED)
            case "all":
                return queryset
        return queryset.filter(state__in=UNANSWERED)


@admin.register(Case)
class CaseAdmin(LongListAdmin):
    list_display = ("who", "time_left", "right", "state", "assigned_to", "received_on", "reference_column")
    list_display_links = ("who",)
    search_fields = ("contact__email",)
    search_help_text = _("The whole e-mail address, or the number of a request.")
    actions = ("take", "give_back")
    list_filter = (WaitingFilter, "right")
    ordering = ("latest_on", "received_at", "id")
    change_form_template = "admin/dsar/case/change_form.html"
    change_list_template = "admin/dsar/case/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return super().get_queryset(request).prefetch_related("contact", "assigned_to")

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address, or by the number that people read out."""
        if between := range_of(text):
            yield from Case.objects.filter(pk__range=between).values_list("pk", flat=True)
        yield from Contact.objects.of(text).values_list("case_id", flat=True)

    @admin.display(description=_("from"))
    def who(self, case: Case) -> str:
        """Show the address of whoever asked, until it is removed."""
        contact: Contact | None = getattr(case, "contact", None)
        return contact.shown.partition("\n")[0] if contact else str(_("address removed"))

    def has_work_permission(self, request: HttpRequest) -> bool:
        return admin_decisions.may_work(request.user)

    @acts.reversible("It is given back again.")
    @admin.action(description=_("Take them on"), permissions=["work"])
    def take(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        # The admin admits accounts only, never an anonymous user.
        self._assign(request, queryset, cast("User", request.user))

    @acts.reversible("It is taken on again.")
    @admin.action(description=_("Give them back"), permissions=["work"])
    def give_back(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        self._assign(request, queryset, None)

    def _assign(self, request: HttpRequest, queryset: QuerySet[Case], staff: User | None) -> None:
        count = deciding.assign(cases=queryset, staff=staff, now=timezone.now())
        text = ngettext("%(count)s request: done.", "%(count)s requests: done.", count)
        messages.success(request, text % {"count": count})

    @admin.display(description=_("number"))
    def reference_column(self, case: Case) -> str:
        return case.reference

    @admin.display(description=_("received"))
    def received_on(self, case: Case) -> date:
        return local_date(case.received_at)

    @admin.display(description=_("time left"))
    def time_left(self, case: Case) -> SafeString | str:
        """Show the days left to the target, styled by urgency (LAW D-03)."""
        if not case.is_unanswered:
            return "–"
        left = case.days_left(timezone.now())
        return format_html('<span class="{}">{}</span>', urgency(left, ALARM_DAYS), days_left_in_words(left))

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path(
                f"<uuid:case_id>/{name}/",
                self.admin_site.admin_view(admin_decisions.page(self, decision)),
                name=f"dsar_case_{name}",
            )
            for name, decision in DECISIONS.items()
        ]
        preview = self.admin_site.admin_view(admin_decisions.preview(self))
        spellings = self.admin_site.admin_view(admin_spellings.page(self))
        every = [
            *pages,
            path("spellings/", spellings, name="dsar_case_spellings"),
            *admin_intake.urls(self),
            *admin_same.urls(self),
            *admin_redactions.urls(self),
            path("year/", self.admin_site.admin_view(admin_year.page(self)), name="dsar_case_year"),
            path("<uuid:case_id>/preview/", preview, name="dsar_case_preview"),
            *super().get_urls(),
        ]
        for pattern in every:
            pattern.callback = unreadable.said(pattern.callback)
        return every

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_work = admin_decisions.may_work(request.user)
        return super().changelist_view(request, {**(extra_context or {}), "may_work": may_work})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        case = self.get_object(request, object_id)
        if case is not None and self.has_view_permission(request, case):
            extra_context = {**(extra_context or {}), **_page(case, request)}
        return super().change_view(request, object_id, form_url, extra_context)


def _page(case: Case, request: HttpRequest) -> dict[str, Any]:
    """Return the context that a case worker needs for a decision."""
    contact = Contact.objects.filter(case=case).first()
    job = Job.objects.filter(case=case).last()
    now = timezone.now()
    left = case.days_left(now)
    return {
        "title": f"{case.which_right.label} – {case.reference}",
        "subtitle": None,
        "case": case,
        "language": name_of(case.language),
        "contact": contact,
        "job": job,
        "waiting": cooling_off.waiting_job(case),
        "copy": cooling_off.waiting_copy(case),
        "changed": changed_since(case),
        "copy_unread": unread(case),
        "is_given_up": job is not None and job.state == JobState.FAILED,
        **_held(case, contact),
        "told_addresses": ToldAddress.objects.filter(case=case),
        "others": people.others_of(contact.email) if contact else [],
        "mandate": Mandate.objects.filter(case=case).first(),
        "claim": MandateClaim.objects.filter(case=case).first(),
        "proofs": IdentityProof.objects.proven().filter(case=case),
        "is_told_apart": contact is not None and contact.has_mailbox,
        "events": _history(case),
        "case_messages": CaseMessage.objects.filter(case=case),
        "export": Export.objects.filter(case=case).first(),
        "without_pauses": clock.without_pauses(case) if Pause.objects.filter(case=case).exists() else None,
        "question": identity.running(case),
        "listed_questions": Question.objects.filter(case=case),
        "files": CaseFile.objects.filter(case=case).defer("content"),
        "redactions": Redaction.objects.filter(case=case).count(),
        "may_redact": redacting.may_redact(case) and admin_decisions.may_work(request.user),
        "may_decide": may_decide(request.user),
        "paper": list(PaperLetter.objects.filter(case=case)),
        "left": days_left_in_words(left),
        "urgency": urgency(left, ALARM_DAYS),
        "may_work": admin_decisions.may_work(request.user),
        "decisions": offered(case, request.user, now),
    }


def _held(case: Case, contact: Contact | None) -> dict[str, Any]:
    """Return how many rows are held of each kind, or in words which kind cannot be read."""
    if contact is None or case.state in UNCONFIRMED:
        return {}
    try:
        with unreadable.named(case):
            return {"counts": personal_rows.counts(whose.addresses_of(contact))}
    except SourceFailed as failure:
        return {"unreadable": unreadable.in_words(failure)}


def _history(case: Case) -> list[tuple[CaseEvent, str]]:
    """Return the events of a request, each with the name of the account; its number once the account is gone."""
    events = list(CaseEvent.objects.filter(case=case))
    names = dict(User.objects.filter(pk__in={event.staff for event in events}).values_list("pk", "username"))
    return [(event, names.get(event.staff, str(event.staff)) if event.staff else "") for event in events]
