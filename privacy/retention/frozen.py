"""The draft's retention rules as they are frozen, for a revision and for the policy."""

from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import from_row
from privacy.retention.models import RetentionRule


def retention_rules() -> tuple[frozen.RetentionRule, ...]:
    """Return when each kind of data ends; ``is_in_notice`` as its purpose."""
    return tuple(
        from_row(frozen.RetentionRule, row, purpose=row.purpose.key, is_in_notice=row.purpose.is_in_notice)
        for row in RetentionRule.objects.select_related("purpose")
    )
