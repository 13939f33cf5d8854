"""The draft register as plain data, for a revision and for the policy."""

from typing import Any

from django.conf import settings

from privacy.models import AcceptedGap, Controller, Purpose, RetentionRule, Statement

_TERMS = ("days", "months", "months_after_year", "action", "anonymise_reason")


def controller() -> dict[str, Any]:
    """Return who decides: the row, with the facts that are settings before it."""
    row = Controller.objects.first()
    facts: dict[str, Any] = {}
    if row is not None:
        names = ("name", "contact_email", "country", "authority_name", "authority_url")
        more = ("organisation_number", "address", "phone", "officer", "officer_contact")
        facts = _fields(row, *names, *more)
    return facts | {name: value for name, value in settings.CONTROLLER.items() if value or name not in facts}


def purposes() -> list[dict[str, Any]]:
    """Return the purposes that the website's notice tells about; what staff noted for themselves is left out."""
    names = ("key", "title", "description", "data", "subjects", "legal_basis")
    return [_fields(row, *names, "legal_note", "is_voluntary", "covers") for row in Purpose.objects.in_notice()]


def retention_rules() -> list[dict[str, Any]]:
    """Return when each kind of data ends; ``is_in_notice`` as its purpose."""
    return [
        _fields(row, "key", "title", "trigger", "period", *_TERMS, "legal_source")
        | {"purpose": row.purpose.key, "is_in_notice": row.purpose.is_in_notice}
        for row in RetentionRule.objects.select_related("purpose")
    ]


def statements() -> list[dict[str, Any]]:
    """Return the passages of the policy, in their order."""
    names = ("key", "section", "text", "otherwise", "promises", "rows", "conditions")
    return [_fields(row, *names) for row in Statement.objects.all()]


def accepted_gaps() -> list[dict[str, Any]]:
    """Return the gaps that somebody answers for."""
    return [_fields(row, "gap", "reason", "decided_by", "decided_on", "until") for row in AcceptedGap.objects.all()]


def _fields(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
