"""The terms of a retention rule, in words for those who approve them."""

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.retention.enums import AnonymiseReason, RetentionAction


def in_words(terms: str) -> str:
    """Return ``delete days=30 months=1`` as a person would say it; nothing for no terms."""
    if not terms:
        return ""
    action, *parts = terms.split()
    lengths = [_length(*part.split("=")) for part in parts if "=" in part]
    reasons = [str(AnonymiseReason(part).label) for part in parts if "=" not in part]
    length = _(", or ").join(lengths)
    if len(lengths) > 1:
        length = _("%(lengths)s, whichever comes first") % {"lengths": length}
    said = _("%(action)s after %(length)s") % {"action": RetentionAction(action).label, "length": length}
    return f"{said} ({reasons[0]})" if reasons else said


def _length(unit: str, number: str) -> str:
    count = int(number)
    if unit == "days":
        return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
    months = ngettext("%(count)d month", "%(count)d months", count) % {"count": count}
    if unit == "months":
        return months
    ends = unit.removeprefix("year").removesuffix("+months")
    if not ends:
        return _("%(months)s from the end of the calendar year") % {"months": months}
    year_ends = {"months": months, "month": MONTHS[int(ends)]}
    return _("%(months)s from the end of the accounting year, which ends with %(month)s") % year_ends
