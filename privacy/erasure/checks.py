"""System checks: what a deployer can get wrong about erasures."""

from typing import Any

from django.core.checks import CheckMessage, Error

from privacy.conf import privacy_settings
from privacy.system_checks import system_check


@system_check("privacy.E014")
def check_ledger(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """There is a file in which an erasure survives a restored backup (LAW X-13); without one nobody is served."""
    if privacy_settings().erasure_ledger or privacy_settings().erasure_ledger_copy:
        return []
    hint = "Set it to the path of a file outside the database and its backup."
    return [Error("PRIVACY has no ERASURE_LEDGER.", hint=hint, id="privacy.E014")]
