"""What staff are told of by mail: a request for a trial account that waits."""

from django.urls import reverse
from django.utils.translation import gettext as _

from contact.trials.models import TrialRequest
from contact.trials.operations import STREAM
from privacy.staff.dashboard import DashboardItem
from privacy.staff_news.kinds import Facts, tells_staff


@tells_staff(event="trials.confirmed", stream=STREAM, permission="contact.view_trialrequest")
def trial_asked_for(facts: Facts) -> DashboardItem | None:
    """Return the line about a request; None if it was decided or deleted meanwhile."""
    if not TrialRequest.objects.waiting().filter(pk=facts["trial"]).exists():
        return None
    url = reverse("admin:contact_trialrequest_change", args=[facts["trial"]])
    return DashboardItem(text=_("Somebody asks for a trial account"), url=url)
