"""When data ends."""

from datetime import datetime

from privacy.deadlines import earliest
from privacy.errors import UnknownRule
from privacy.models import RetentionRule


def until(rule_key: str, start: datetime) -> datetime:
    """Return when data that starts its clock at ``start`` must be gone, under the rule as it stands.

    Raises ``UnknownRule``.
    """
    period = rule(rule_key)
    return earliest(start, days=period.days, months=period.months)


def rule(key: str) -> RetentionRule:
    """Return the rule with this key. Raises ``UnknownRule`` that names it."""
    try:
        return RetentionRule.objects.get(key=key)
    except RetentionRule.DoesNotExist as missing:
        raise UnknownRule(f"No retention rule has the key {key}; add it to the register.") from missing
