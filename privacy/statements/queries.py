"""The draft register as plain data, for a revision and for the policy."""

from typing import Any

from privacy.statements.models import AcceptedGap, Statement


def statements() -> list[dict[str, Any]]:
    """Return the passages of the policy, in their order."""
    names = ("key", "section", "text", "otherwise", "promises", "rows", "conditions")
    return [_fields(row, *names) for row in Statement.objects.all()]


def accepted_gaps() -> list[dict[str, Any]]:
    """Return the gaps that somebody answers for."""
    return [_fields(row, "gap", "reason", "decided_by", "decided_on", "until") for row in AcceptedGap.objects.all()]


def _fields(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
