"""A right that is promised is one that people get an answer under, in time."""

from collections.abc import Callable
from functools import wraps

from django.utils.translation import gettext as _

from dsar.cases import unanswered as waiting
from dsar.cases.enums import Right
from privacy.promises.enums import VerdictKind
from privacy.promises.registry import Check, Facts, Verdict, broken


def answered_in_time(right: Right) -> Callable[[Check], Check]:
    """Let the check of a right's promise also find the requests under it that are past their last day (LAW D-03)."""

    def wrapped(check: Check) -> Check:
        @wraps(check)
        def checked(facts: Facts) -> Verdict:
            verdict = check(facts)
            if verdict.kind != VerdictKind.BROKEN and (late := waiting.late([right], facts.now)):
                reason = _("%(count)s requests under this right were not answered by their last day.")
                return broken(verdict.figure, reason % {"count": late})
            if verdict.kind != VerdictKind.BROKEN and (gone := waiting.vanished([right], facts.now)):
                reason = _("%(count)s requests under this right are gone; the journal saw them begin.")
                return broken(verdict.figure, reason % {"count": gone})
            return verdict

        return checked

    return wrapped
