"""A system check: a site without keys forgets who left."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from newsletter.suppression import keys
from privacy.system_checks import system_check


@system_check("newsletter.W001")
def check_keys(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """A site that is in use remembers who left the newsletter, or has decided not to (LAW M-03)."""
    if settings.DEBUG or keys.is_on():
        return []
    hint = (
        "Put a random key into SUPPRESSION_KEYS (python -c 'import secrets; print(secrets.token_hex(32))'). If the "
        'site is to remember nobody, put "newsletter.W001" in SILENCED_SYSTEM_CHECKS.'
    )
    text = "SUPPRESSION_KEYS is empty: whoever left the newsletter can be put on it again by an import or by staff."
    return [checks.Warning(text, hint=hint, id="newsletter.W001")]
