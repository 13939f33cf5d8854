"""Admin pages on which staff look up and end subscriptions; they are deleted by the retention job only."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import ConsentText, PendingSignUp, Subscription, SubscriptionQuerySet
from privacy.retention.admin_kept import KeptRowAdmin
from privacy.staff import acts
from privacy.staff.consequences import Consequences, RowGroup
from privacy.staff.filters import LanguageFilter
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(Subscription)
class SubscriptionAdmin(KeptRowAdmin):
    list_display = ("email_written", "state", "language", "requested_at", "confirmed_at", "ended_at", "retain_until")
    list_filter = ("state", LanguageFilter, "end_reason")
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address, or the id of a subscription.")
    ordering = ("-requested_at", "-id")
    actions = ("end",)
    fields = (
        *("email_written", "email", "is_second_spelling", "language", "topics", "paused_until", "state"),
        *("requested_at", "confirmed_at", "ended_at", "end_reason", "form", "revision"),
        *("retain_until", "kept_because", "consent_sha256", "id"),
    )

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address or id only: staff look up a person who wrote to us, and do not browse."""
        yield from Subscription.objects.of(text).values_list("pk", flat=True)
        with suppress(ValueError):
            yield UUID(text)

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_subscription")

    def show_ends(self, request: HttpRequest, queryset: SubscriptionQuerySet) -> Consequences:
        """Return the subscriptions that would end."""
        live = list(queryset.active().order_by("requested_at", "pk"))
        rows = tuple(((_("e-mail address"), row.email_written), (_("state"), row.get_state_display())) for row in live)
        return Consequences(
            lines=(
                _("They get no further issue, also not one that is on its way and has not reached them."),
                _("Only they can subscribe again. No mail leaves."),
            ),
            goes=(RowGroup(title=_("subscriptions"), count=len(live), rows=rows),),
        )

    @acts.confirmed_action(
        description=_("Unsubscribe the chosen, on their request"),
        button=_("Unsubscribe them"),
        permissions=["end"],
        shows=show_ends,
    )
    def end(self, request: HttpRequest, queryset: SubscriptionQuerySet) -> None:
        chosen = queryset.active().values_list("pk", flat=True)
        for subscription_id in chosen:
            subscriptions.unsubscribe(subscription_id=subscription_id, reason=EndReason.STAFF, now=timezone.now())
        text = ngettext("%(count)s subscription ended.", "%(count)s subscriptions ended.", len(chosen))
        messages.success(request, text % {"count": len(chosen)})


@admin.register(PendingSignUp)
class PendingSignUpAdmin(KeptRowAdmin):
    list_display = ("email_written", "language", "requested_at", "dropped_at", "retain_until")
    list_filter = (LanguageFilter,)
    search_fields = ("email",)
    search_help_text = _("The whole e-mail address, or the id of a sign-up.")
    ordering = ("-requested_at", "-id")
    fields = (
        *("email_written", "email", "language", "topics", "requested_at", "form", "revision"),
        *("dropped_at", "retain_until", "kept_because", "consent_sha256", "id"),
    )

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address or id only."""
        yield from PendingSignUp.objects.of(text).values_list("pk", flat=True)
        with suppress(ValueError):
            yield UUID(text)


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnlyAdmin):
    short_because = "one row for each wording"
    list_display = ("text", "language", "sha256")
    fields = ("text", "language", "sha256")
