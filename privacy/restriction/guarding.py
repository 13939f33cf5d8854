"""Models whose rows are used also under restriction, each for a reason of the closed list."""

from django.db.models import Model

from privacy.inventory.declarations import PersonalData
from privacy.registry import Registry
from privacy.restriction.enums import NotGuarded
from privacy.restriction.guard import is_guarded

reasons: Registry[type[Model], NotGuarded] = Registry(
    "reason why a model is not guarded", order=lambda model, _reason: model._meta.label
)

# Data that is held for nothing else may be used for just that.
_BY_PURPOSE = {"requests": NotGuarded.REQUEST, "staff": NotGuarded.STAFF}


def not_guarded(model: type[Model], reason: NotGuarded) -> None:
    """Declare that the rows of a model are used although they are restricted, and why."""
    reasons.add(model, reason)


def exemption(data: PersonalData) -> NotGuarded | None:
    """Return why rows are used under restriction: what they are held for, or what their model declares; else None."""
    return reasons.get(data.model) or _BY_PURPOSE.get(data.purpose)


def honours_restriction(data: PersonalData) -> bool:
    """Tell whether the model is guarded, exempt, or out of a request's reach because no address leads to its rows."""
    return data.subject is None or is_guarded(data.model) or exemption(data) is not None
