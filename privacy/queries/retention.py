"""When data ends."""

from datetime import datetime

from privacy.deadlines import earliest
from privacy.errors import UnknownRule
from privacy.models import RetentionRule


def until(rule_key: str, start: datetime) -> datetime:
    """Return when data that starts its clock at ``start`` must be gone, under the rule as it stands.

    Raises ``UnknownRule``.
    """
    try:
        rule = RetentionRule.objects.get(key=rule_key)
    except RetentionRule.DoesNotExist as missing:
        raise UnknownRule from missing
    return earliest(start, days=rule.days, months=rule.months)
