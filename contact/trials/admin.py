"""Admin pages on which staff read requests for trial accounts and answer them."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contact.conf import contact_settings
from contact.trials import emails
from contact.trials import operations as trials
from contact.trials.dashboard import waited_in_words
from contact.trials.enums import TrialState
from contact.trials.forms import ApproveForm, DeclineForm
from contact.trials.models import TrialRequest
from privacy.law.durations import urgency
from privacy.retention.admin_kept import KeptRowAdmin
from privacy.staff import acts
from privacy.staff.consequences import Consequences, MailPreview
from privacy.staff.filters import LanguageFilter

_SOON, _ALARMS = 2, (1, 0)  # days within which a request should be answered


class StateFilter(admin.SimpleListFilter):
    """Filter by state; requests under restriction are hidden unless chosen (GDPR Art. 18)."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        states = [(str(value), str(label)) for value, label in TrialState.choices]
        return [*states, ("kept", _("Only kept"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[TrialRequest]) -> QuerySet[TrialRequest]:
        if self.value() == "kept":
            return queryset & TrialRequest.objects.restricted()
        shown = queryset & TrialRequest.objects.in_use()
        return shown.filter(state=self.value()) if self.value() in TrialState.values else shown


def _of_answer(request: TrialRequest, words: str, ends_at: datetime | None) -> Consequences:
    """Return the mail that an answer is, and what becomes of the request."""
    subject, text = emails.compose(request, words, ends_at)
    lines = [_("The request cannot be decided again. The answer is kept with it, and deleted with it.")]
    if ends_at:
        day = date_format(timezone.localtime(ends_at))
        lines.append(_("The trial ends on %(day)s. The account itself you open in the product.") % {"day": day})
    mail = MailPreview(to=request.email_written, language=request.language, subject=subject, text=text)
    return Consequences(lines=tuple(lines), mails=(mail,))


@admin.register(TrialRequest)
class TrialRequestAdmin(KeptRowAdmin):
    list_display = ("name", "company", "state", "waits", "requested_at", "ends_at")
    list_filter = (StateFilter, LanguageFilter)
    search_fields = ("email",)
    search_help_text = gettext_lazy("The whole e-mail address.")
    ordering = ("-requested_at", "-id")
    fields = (
        *("name", "company", "email_written", "use", "language", "state", "requested_at", "confirmed_at"),
        *(
            "decided_at",
            "decided_by",
            "ends_at",
            "reminded_at",
            "answer_text",
            "restricted_at",
            "retain_until",
            "kept_because",
            "id",
        ),
    )

    @admin.display(description=gettext_lazy("waits"))
    def waits(self, request: TrialRequest) -> SafeString | str:
        """Show for how many days a request has not been answered."""
        if request.state != TrialState.WAITING or request.restricted_at or request.confirmed_at is None:
            return "–"
        days = (timezone.now() - request.confirmed_at).days
        return format_html('<span class="{}">{}</span>', urgency(_SOON - days, _ALARMS), waited_in_words(days))

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address only: staff look up a person who wrote to us, and do not browse."""
        return TrialRequest.objects.filter(email=text).values_list("pk", flat=True).iterator()

    def get_urls(self) -> list[URLPattern]:
        approve, decline = self.admin_site.admin_view(self.approve), self.admin_site.admin_view(self.decline)
        return [
            path("<uuid:key>/approve/", approve, name="contact_trialrequest_approve"),
            path("<uuid:key>/decline/", decline, name="contact_trialrequest_decline"),
            *super().get_urls(),
        ]

    @acts.confirmed
    def approve(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Open a trial: say for how long and where, see the mail as it will leave, and send it."""
        form = ApproveForm(_posted(request), initial={"days": contact_settings().trial_days})
        return self._decide(request, key, form, _("Approve the trial account"))

    @acts.confirmed
    def decline(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Decline a request: write why, see the mail as it will leave, and send it."""
        return self._decide(request, key, DeclineForm(_posted(request)), _("Decline the trial account"))

    def _decide(self, request: HttpRequest, key: UUID, form: DeclineForm, title: str) -> HttpResponse:
        if not self.has_decide_permission(request):
            raise PermissionDenied
        asked = get_object_or_404(TrialRequest.objects.waiting(), pk=key)
        now, back = timezone.now(), reverse("admin:contact_trialrequest_change", args=[key])
        shown = None
        if form.is_valid():
            words, days = form.cleaned_data["text"], form.cleaned_data.get("days")
            shown = _of_answer(asked, words, trials.end_of_trial(days, now) if days else None)
            if shown.were_seen(request):
                trials.decide(request=asked, words=words, days=days, by=cast("User", request.user), now=now)
                messages.success(request, _("The answer is on its way. It is kept with the request."))
                return redirect(back)
        return acts.page(
            request,
            self,
            shown,
            title=title,
            button=_("Send the answer") if shown else _("Show the mail"),
            back=back,
            template="admin/contact/trialrequest/decide.html",
            form=form,
            asked=asked,
        )

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("contact.change_trialrequest")


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
