"""How near a deadline is, in words and in a class for the page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NEAR_DAYS = 7
CLOSE_DAYS = 3


def urgency(days_left: int) -> str:
    """Return the class of a deadline: alarms at seven, three and one days (LAW D-03)."""
    if days_left <= 1:
        return "deadline-now"
    if days_left <= CLOSE_DAYS:
        return "deadline-close"
    return "deadline-near" if days_left <= NEAR_DAYS else "deadline"


def days_in_words(left: int) -> str:
    """Return how long is left, or how long it has been overdue."""
    if left < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}
    if left == 0:
        return _("today")
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
