"""What the policy says of how long data is kept, held against the rules that delete it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from privacy.law import spans
from privacy.law.deadlines import Period
from privacy.register.frozen.rows import RetentionRule
from privacy.retention import queries as retention


def faults(rules: Iterable[RetentionRule], now: datetime) -> Iterator[str]:
    """Yield, in the active language, each period of the policy that is not the one which rows really get."""
    known = retention.rules()
    for row in rules:
        length = Period(days=row.days, months=row.months, months_after_year=row.months_after_year)
        rule = known.get(row.key)
        # An unapproved rule deletes nothing yet; rows that pass their end under the one before show by themselves.
        if rule is not None and rule.is_approved and rule.length.end(now) > length.end(now):
            yield _("%(rule)s is now %(words)s") % {"rule": row.key, "words": rule.words}
        yield from (f"{row.key} ({said})" for said in misstated(row))


def misstated(row: RetentionRule) -> Iterator[str]:
    """Yield each language whose words of a frozen rule's period are not its length, with what they say."""
    length = lengths(row)
    for language, words in row.period.items():
        if spans.found_in(words, language) - length:
            yield f"{language}: {words}"


def lengths(row: RetentionRule) -> set[spans.Span]:
    """Return the lengths of a frozen rule, each of which bounds how long its rows stay."""
    days, months = row.days, (row.months, row.months_after_year)
    found = {spans.Span(months=one) for one in months if one is not None}
    return found if days is None else found | {spans.Span(minutes=spans.DAY * days)}
