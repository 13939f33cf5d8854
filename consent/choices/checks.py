"""System checks of the consent settings."""

from typing import Any

from django.core.checks import CheckMessage, Error

from privacy.conf import privacy_settings
from privacy.system_checks import system_check

_YOUNGEST, _OLDEST = 13, 16


@system_check("consent.E001")
def check_age(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Check that the age of consent is between the two limits; Norway has chosen 13 (LAW C-33)."""
    if _YOUNGEST <= privacy_settings().consent_age <= _OLDEST:
        return []
    hint = "GDPR Art. 8 leaves a state the choice from 13 to 16."
    return [Error(f"CONSENT_AGE is {privacy_settings().consent_age}.", hint=hint, id="consent.E001")]
