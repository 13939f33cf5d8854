"""System checks of the settings of legal time."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from privacy.conf import privacy_settings
from privacy.system_checks import system_check


@system_check("privacy.E010")
def check_accounting_year(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that the last month of the accounting year is a number from 1 to 12 (LAW D-37)."""
    if 1 <= privacy_settings().accounting_year_ends <= 12:
        return []
    hint = "Set ACCOUNTING_YEAR_ENDS in PRIVACY to the number of a month, 12 for December."
    return [Error(f"ACCOUNTING_YEAR_ENDS is {privacy_settings().accounting_year_ends}.", hint=hint, id="privacy.E010")]
