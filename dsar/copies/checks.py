"""System checks of the settings for exports."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from dsar.copies.sealing import is_identity
from privacy.system_checks import system_check


@system_check("dsar.E001")
def check_export_identity(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Check EXPORT_IDENTITY, without which no export can be encrypted (LAW A-08)."""
    if is_identity(settings.EXPORT_IDENTITY):
        return []
    return [
        Error(
            "EXPORT_IDENTITY is not an age identity.",
            hint="Make one with `age-keygen` and set EXPORT_IDENTITY, or EXPORT_IDENTITY_FILE to a file that holds it.",
            id="dsar.E001",
        )
    ]
