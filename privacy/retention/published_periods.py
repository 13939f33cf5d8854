"""What the policy says of how long data is kept, held against the rules that delete it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from privacy.law.deadlines import Period
from privacy.law.durations import durations_in
from privacy.register.frozen.rows import RetentionRule
from privacy.retention import queries as retention


def faults(rules: Iterable[RetentionRule], now: datetime) -> Iterator[str]:
    """Yield, in the active language, each period of the policy that is not the one which rows really get."""
    known = retention.rules_by_key()
    for row in rules:
        length = Period(days=row.days, months=row.months, months_after_year=row.months_after_year)
        rule = known.get(row.key)
        # An unapproved rule deletes nothing yet; rows that pass their end under the one before show by themselves.
        if rule is not None and rule.is_approved and rule.length.end(now) > length.end(now):
            yield _("%(rule)s is now %(words)s") % {"rule": row.key, "words": rule.words}
        yield from (f"{row.key} ({said})" for said in misstated_periods(row))


def misstated_periods(row: RetentionRule) -> Iterator[str]:
    """Yield each language whose words of a frozen rule's period are not its length, with what they say."""
    for language, words in row.period.items():
        if durations_in(words, language) - row.lengths:
            yield f"{language}: {words}"
