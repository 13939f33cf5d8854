"""System checks of the settings of legal time."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from privacy.system_checks import system_check


@system_check("privacy.E010")
def check_accounting_year(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that ``ACCOUNTING_YEAR_ENDS`` is a month (LAW D-37)."""
    if 1 <= settings.ACCOUNTING_YEAR_ENDS <= 12:
        return []
    hint = "Set ACCOUNTING_YEAR_ENDS to the number of a month, 12 for December."
    return [Error(f"ACCOUNTING_YEAR_ENDS is {settings.ACCOUNTING_YEAR_ENDS}.", hint=hint, id="privacy.E010")]
