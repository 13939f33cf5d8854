"""Check that requests under a promised right are answered in time."""

from collections.abc import Callable
from functools import wraps

from dsar.cases import unanswered
from dsar.cases.enums import Right
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Check, Facts, Verdict, broken


def answered_in_time(right: Right) -> Callable[[Check], Check]:
    """Extend the check of a promise to fail on late or vanished requests under its right (LAW D-03)."""

    def wrapped(check: Check) -> Check:
        @wraps(check)
        def checked(facts: Facts) -> Verdict:
            verdict = check(facts)
            if verdict.kind == VerdictKind.BROKEN:
                return verdict
            if late := unanswered.late([right], facts.now):
                reason = _("%(count)s requests under this right were not answered by their last day.")
                return broken(verdict.figure, reason % {"count": late})
            if vanished := unanswered.vanished([right], facts.now):
                reason = _("%(count)s requests under this right are gone; the journal saw them begin.")
                return broken(verdict.figure, reason % {"count": vanished})
            return verdict

        return checked

    return wrapped
