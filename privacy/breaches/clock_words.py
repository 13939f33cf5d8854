"""How near the end of the 72 hours is, in words and in a class for the page."""

from math import ceil

from django.utils.translation import ngettext

_HOUR = 3600


def urgency(seconds_left: float) -> str:
    """Return the class of the clock: it changes with the marks at which staff are warned."""
    if seconds_left <= 6 * _HOUR:
        return "deadline-now"
    if seconds_left <= 24 * _HOUR:
        return "deadline-close"
    return "deadline-near" if seconds_left <= 48 * _HOUR else "deadline"


def hours_in_words(seconds_left: float) -> str:
    """Return how long is left, rounded so that it never promises more than there is, or how long it is overdue."""
    if seconds_left <= 0:
        hours = ceil(-seconds_left / _HOUR)
        return ngettext("%(hours)d hour overdue", "%(hours)d hours overdue", hours) % {"hours": hours}
    if seconds_left < _HOUR:
        minutes = int(seconds_left // 60)
        return ngettext("%(minutes)d minute left", "%(minutes)d minutes left", minutes) % {"minutes": minutes}
    hours = int(seconds_left // _HOUR)
    return ngettext("%(hours)d hour left", "%(hours)d hours left", hours) % {"hours": hours}
