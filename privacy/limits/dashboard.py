"""Dashboard block of unusually many posts through public forms."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.letters.models import Letter
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_LATELY = timedelta(days=1)


@dashboard_block(order=36)
def limited_mails(now: datetime) -> DashboardBlock:
    """Show how many mails the limits of public forms held back in a day, and how many wait."""
    dropped = Letter.objects.limited().filter(ended_at__gt=now - _LATELY).count()
    waiting = Letter.objects.unsent().filter(due_at__gt=now, attempts=0).count()
    url = reverse("admin:privacy_letter_changelist")
    items = []
    if dropped:
        text = ngettext("%(count)s mail was not sent", "%(count)s mails were not sent", dropped) % {"count": dropped}
        note = _("In 24 hours: too many from one network, or in total.")
        items.append(DashboardItem(text=text, url=f"{url}?allowance__exact=limited", note=note, is_urgent=True))
    if waiting:
        text = ngettext("%(count)s mail waits", "%(count)s mails wait", waiting) % {"count": waiting}
        items.append(DashboardItem(text=text, url=f"{url}?is_sent__exact=0", note=_("It leaves within some hours.")))
    return DashboardBlock(
        title=_("Unusually many through the forms"),
        count=dropped + waiting,
        items=items,
        url=url,
        empty=_("No mail is held back by the limits."),
    )
