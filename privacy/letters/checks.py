"""A system check: mail providers that track readers unless somebody turns it off at the provider."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from privacy.system_checks import system_check

# Anymail cannot turn it off by a message (its table of features, version 15).
_WITHOUT_A_SWITCH = ("amazon_ses", "brevo", "mailtrap", "postal", "resend", "scaleway")


@system_check("privacy.W003")
def check_provider_tracking(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """The provider's own tracking of openings and clicks can be turned off by each message (LAW C-26, X-23)."""
    name = settings.EMAIL_BACKEND.removeprefix("anymail.backends.").partition(".")[0]
    if not settings.EMAIL_BACKEND.startswith("anymail.backends.") or name not in _WITHOUT_A_SWITCH:
        return []
    hint = (
        "Turn tracking of openings and clicks off in your account with the provider, send yourself a mail and look at "
        'its links and pictures; then put "privacy.W003" in SILENCED_SYSTEM_CHECKS.'
    )
    text = f"A mail cannot tell {name} not to track its reader: the provider's own setting decides."
    return [checks.Warning(text, hint=hint, id="privacy.W003")]
