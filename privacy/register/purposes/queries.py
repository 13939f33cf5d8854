"""Controller and purposes as frozen rows, for revisions and for the policy."""

from dataclasses import replace
from typing import Any

from privacy.conf import privacy_settings
from privacy.law.home import home_from
from privacy.register import in_force
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import from_row
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.reading_once import once

OURSELVES = "*"  # meets a need of the website; no key of a recipient


@once
def controller() -> frozen.Controller:
    """Return the controller of the draft; settings override its fields."""
    row = Controller.objects.first()
    return with_settings(from_row(frozen.Controller, row) if row else frozen.Controller())


def with_settings(controller: frozen.Controller) -> frozen.Controller:
    """Return a controller whose fields are overridden by the settings."""
    given: dict[str, Any] = {name: value for name, value in privacy_settings().controller.items() if value}
    return replace(controller, **given)


def current_controller() -> frozen.Controller:
    """Return the published controller, or that of the draft before the first publication."""
    return controller() if in_force.current() is None else in_force.controller()


@home_from
def country() -> str:
    """Return the country of the controller."""
    return current_controller().country


def purposes() -> tuple[frozen.Purpose, ...]:
    """Return the purposes in the notice of the website, without those that concern only staff."""
    return tuple(from_row(frozen.Purpose, row) for row in Purpose.objects.in_notice())
