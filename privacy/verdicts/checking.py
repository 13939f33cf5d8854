"""The check of all promises that staff ask for, as a worker carries it out."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register.promises.enums import VerdictKind
from privacy.runs.background import Note, staff_work
from privacy.runs.models import StaffRun
from privacy.verdicts import operations as verdicts

KIND = "promises"


@staff_work(
    KIND,
    title=gettext_lazy("Check of all promises"),
    url_name="admin:privacy_promises",
    if_stopped=gettext_lazy("The verdicts are those of the check before."),
)
def check_all(*, run: StaffRun, note: Note, now: datetime) -> list[str]:
    """Check every promise, as the nightly run does."""
    results = verdicts.check(now=now, note=note)
    kinds = [result.verdict.kind for result in results]
    counts = {kind.value: kinds.count(kind) for kind in VerdictKind}
    return [_("%(kept)s are kept, %(unproven)s are unproven, %(broken)s are broken.") % counts]
