"""The missing passages of the notice that staff ask to begin, as a worker carries it out."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.policy import drafting
from privacy.runs.background import Note, staff_work
from privacy.runs.models import StaffRun

KIND = "passages"


@staff_work(
    KIND,
    title=gettext_lazy("Begin all the passages that are missing"),
    url_name="admin:privacy_revision_publish",
    if_stopped=gettext_lazy("The draft is as it was."),
)
def begin_all(*, run: StaffRun, note: Note, now: datetime) -> list[str]:
    """Add a statement for each missing passage of the notice that has a suggested text."""
    text = _("%(count)d statements were begun. Read each, and make it true before you publish it.")
    return [text % {"count": len(drafting.begin_all(now=now))}]
