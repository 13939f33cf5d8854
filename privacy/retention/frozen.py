"""The draft register as plain data, for a revision and for the policy."""

from typing import Any

from privacy.retention.models import RetentionRule

_TERMS = ("days", "months", "months_after_year", "action", "anonymise_reason")


def retention_rules() -> list[dict[str, Any]]:
    """Return when each kind of data ends; ``is_in_notice`` as its purpose."""
    return [
        _fields(row, "key", "title", "trigger", "period", *_TERMS, "legal_source")
        | {"purpose": row.purpose.key, "is_in_notice": row.purpose.is_in_notice}
        for row in RetentionRule.objects.select_related("purpose")
    ]


def _fields(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
