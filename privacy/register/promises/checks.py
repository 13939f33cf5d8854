"""System check of the promises in the catalogue."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from privacy.register.promises import catalogue, registry
from privacy.system_checks import system_check


@system_check("privacy.E020")
def check_promises_are_answered_for(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every promise of the catalogue has a check, or a reason why no program can check it."""
    # The registry refuses a promise with both.
    return [
        Error(
            f"{name} has no check and no reason.",
            hint=f'Write @promise("{name}") or unknowable("{name}", reason=…) in the app that owns the matter.',
            obj=name,
            id="privacy.E020",
        )
        for name in catalogue.all_promises()
        if name not in registry.promises
    ]
