"""The publication that staff ask for, as a worker carries it out."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy.policy import publishing
from privacy.policy.asked import Asked
from privacy.policy.errors import PublicationRefused
from privacy.runs.background import Note, staff_work
from privacy.runs.errors import WorkRefused
from privacy.runs.models import StaffRun

KIND = "publication"


@staff_work(
    KIND,
    title=_("Publication of the draft"),
    url_name="admin:privacy_revision_publish",
    if_stopped=_("Nothing was published."),
)
def publish(*, run: StaffRun, note: Note, now: datetime) -> list[str]:
    """Publish the draft that staff saw; the run ends in the transaction of the publication."""
    try:
        publishing.publish(now=now, note=note, asked=Asked(run=run))
    except PublicationRefused as refusal:
        raise WorkRefused(refusal.reasons) from refusal
    return []
