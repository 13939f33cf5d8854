"""System checks of the settings for exports."""

from typing import Any

from django.core.checks import CheckMessage, Error

from dsar.cases.copies.sealing import is_identity
from dsar.conf import dsar_settings
from privacy.system_checks import system_check


@system_check("dsar.E001")
def check_export_identity(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Check EXPORT_IDENTITY, without which no export can be encrypted (LAW A-08)."""
    if is_identity(dsar_settings().export_identity):
        return []
    return [
        Error(
            "EXPORT_IDENTITY is not an age identity.",
            hint="Make one with `age-keygen` and set it as EXPORT_IDENTITY in DSAR.",
            id="dsar.E001",
        )
    ]
