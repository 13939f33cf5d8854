"""System checks of the consent settings."""

from typing import Any

from django.core.checks import CheckMessage, Error

from consent.conf import consent_settings
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


@system_check("consent.E002")
def check_stand_ins(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Check that a site that visitors reach over https does not run stand-ins in place of its vendors."""
    if not consent_settings().stand_ins or not privacy_settings().base_url.startswith("https:"):
        return []
    hint = "They are for development: visitors would be asked about services that do not exist."
    return [Error('CONSENT["STAND_INS"] is on at an https address.', hint=hint, id="consent.E002")]
