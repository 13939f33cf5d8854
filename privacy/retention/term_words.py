"""The terms of a retention rule, in words for those who approve them."""

from babel.lists import format_list
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.law.durations import duration_in_words
from privacy.retention.enums import AnonymiseReason, RetentionAction


def terms_in_words(terms: str) -> str:
    """Return ``delete days=30 months=1`` as a person would say it; nothing for no terms."""
    if not terms:
        return ""
    action, *parts = terms.split()
    lengths = [_length(*part.split("=")) for part in parts if "=" in part]
    reasons = [str(AnonymiseReason(part).label) for part in parts if "=" not in part]
    length = format_list(lengths, style="or", locale=get_language())
    if len(lengths) > 1:
        length = _("%(lengths)s, whichever comes first") % {"lengths": length}
    text = _("%(action)s after %(length)s") % {"action": RetentionAction(action).label, "length": length}
    return f"{text} ({reasons[0]})" if reasons else text


def _length(unit: str, count: str) -> str:
    if unit == "days":
        return duration_in_words(int(count), "day")
    months = duration_in_words(int(count), "month")
    if unit == "months":
        return months
    last_month = unit.removeprefix("year").removesuffix("+months")
    if not last_month:
        return _("%(months)s from the end of the calendar year") % {"months": months}
    facts = {"months": months, "month": MONTHS[int(last_month)]}
    return _("%(months)s from the end of the accounting year, which ends with %(month)s") % facts
