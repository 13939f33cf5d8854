"""Who decides and why data is held, as they are frozen, for a revision and for the policy."""

from dataclasses import replace

from privacy.conf import privacy_settings
from privacy.frozen import rows as frozen
from privacy.frozen.codec import from_row
from privacy.purposes.models import Controller, Purpose
from privacy.register import in_force


def controller() -> frozen.Controller:
    """Return who decides: the row, with the facts that are settings before it."""
    row = Controller.objects.first()
    return with_settings(from_row(frozen.Controller, row) if row else frozen.Controller())


def with_settings(controller: frozen.Controller) -> frozen.Controller:
    """Return who decides, with the facts that are settings before what was published."""
    return replace(controller, **{name: value for name, value in privacy_settings().controller.items() if value})


def current_controller() -> frozen.Controller:
    """Return who decides, as published, or as drafted before the first publication."""
    return controller() if in_force.current() is None else in_force.controller()


def purposes() -> tuple[frozen.Purpose, ...]:
    """Return the purposes that the website's notice tells about; what staff noted for themselves is left out."""
    return tuple(from_row(frozen.Purpose, row) for row in Purpose.objects.in_notice())
