"""System checks: what a deployer or a developer can get wrong about the register."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from privacy.promises import catalogue
from privacy.promises import registry as verdicts


@register()
def check_promises_are_answered_for(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every promise of the catalogue has a check, or a recorded reason why no program can know; never both."""
    found: list[CheckMessage] = []
    for name in catalogue.known():
        has_check, has_reason = verdicts.has_check(name), verdicts.reason_of(name) is not None
        if has_check == has_reason:
            what = "both a check and a reason why there can be none" if has_check else "no check and no reason"
            found.append(
                Error(
                    f"{name} has {what}.",
                    hint=f'Write @promise("{name}") or unknowable("{name}", reason=…) in the promises.py of its app.',
                    obj=name,
                    id="privacy.E020",
                )
            )
    return found
