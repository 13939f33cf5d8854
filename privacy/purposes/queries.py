"""The draft register as plain data, for a revision and for the policy."""

from typing import Any

from privacy.conf import privacy_settings
from privacy.purposes.models import Controller, Purpose


def controller() -> dict[str, Any]:
    """Return who decides: the row, with the facts that are settings before it."""
    row = Controller.objects.first()
    facts: dict[str, Any] = {}
    if row is not None:
        names = ("name", "contact_email", "country", "authority_name", "authority_url")
        more = ("organisation_number", "address", "phone", "officer", "officer_contact")
        facts = _fields(row, *names, *more)
    return facts | {name: value for name, value in privacy_settings().controller.items() if value or name not in facts}


def purposes() -> list[dict[str, Any]]:
    """Return the purposes that the website's notice tells about; what staff noted for themselves is left out."""
    names = ("key", "title", "description", "data", "subjects", "legal_basis")
    return [_fields(row, *names, "legal_note", "is_voluntary", "covers") for row in Purpose.objects.in_notice()]


def _fields(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
