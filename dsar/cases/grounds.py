"""Grounds for refusal in the controller's country."""

from dsar.cases.enums import Ground, Right, grounds_for
from privacy.register import in_force


def grounds_here(right: Right) -> tuple[Ground, ...]:
    """Return the grounds of the GDPR, and those of the Norwegian Act only for a controller in Norway (LAW D-36)."""
    is_norwegian = in_force.controller().country in ("", "NO")
    return tuple(one for one in grounds_for(right) if is_norwegian or not one.is_norwegian)
