"""What the law demands of a letter: a letter that lacks it cannot be composed (GDPR Art. 12, LAW D-04, D-05)."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dsar.cases.errors import ReasonsMissing
from dsar.cases.models import Case
from privacy.register.frozen.rows import Controller


class Demand(StrEnum):
    """An element that a letter must have, in its own language."""

    REASONS = "reasons"  # of a refusal, and the ground
    EXTENSION_REASON = "extension_reason"
    DEADLINE = "deadline"  # the day by which there is an answer
    AUTHORITY = "authority"  # by name, with where to complain
    REMEDY = "remedy"  # the way to the courts


OF_DECISIONS = frozenset({Demand.AUTHORITY, Demand.REMEDY})


def remedy() -> str:
    """Return the sentence about the right to go to court, in the active language."""
    return _("You can also bring the matter before a court.")


_TEXTS: Mapping[Demand, Callable[[Case, Controller], tuple[str, ...]]] = {
    Demand.REASONS: lambda case, _who: (case.reasons, str(case.get_ground_display())),
    Demand.EXTENSION_REASON: lambda case, _who: (case.extension_reason,),
    Demand.DEADLINE: lambda case, _who: (date_format(case.target_on, "DATE_FORMAT"),),
    Demand.AUTHORITY: lambda _case, who: (who.authority_name, who.authority_url),
    Demand.REMEDY: lambda _case, _who: (remedy(),),
}


def require(demands: frozenset[Demand], case: Case, who: Controller, text: str) -> None:
    """Raise ``ReasonsMissing`` unless a text, in the active language, has everything that is demanded of it."""
    for demand in demands:
        if not all(words and words in text for words in _TEXTS[demand](case, who)):
            raise ReasonsMissing
