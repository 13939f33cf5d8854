"""Staff find a request for a trial account by the whole address of who asked."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from contact.trials.models import TrialRequest
from privacy.staff.searching import MOST, Hit, searchable


@searchable(title=gettext_lazy("Trial accounts"), permission="contact.view_trialrequest", order=22)
def trials(text: str) -> Iterator[Hit]:
    """Yield the requests of an address, the newest first."""
    if "@" not in text:
        return
    for request in TrialRequest.objects.filter(email=text).order_by("-requested_at", "pk")[: MOST + 1]:
        url = reverse("admin:contact_trialrequest_change", args=[request.pk])
        yield Hit(text=str(request), url=url, note=str(request.get_state_display()))
