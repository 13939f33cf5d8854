"""Reading a list and taking it over, as a worker does it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter.imports import operations as imports
from newsletter.imports.enums import Fate, ImportState
from newsletter.imports.errors import ImportNotWaiting
from newsletter.imports.models import ListImport
from privacy.runs.background import Note, staff_work
from privacy.runs.errors import WorkRefused
from privacy.runs.models import StaffRun

READ, TAKE_OVER = "list-reading", "list-import"
_PAGE = "admin:newsletter_listimport_changelist"


@staff_work(
    READ,
    title=gettext_lazy("Reading a list"),
    url_name=_PAGE,
    if_stopped=gettext_lazy("Nothing was taken over."),
)
def read(*, run: StaffRun, note: Note, now: datetime) -> list[str]:
    """Work out what would become of each row; nothing is written about anybody."""
    try:
        row = imports.read(import_id=_import_of(run))
    except (ImportNotWaiting, ListImport.DoesNotExist) as error:
        raise WorkRefused([_("The list is not there any more, or was taken over.")]) from error
    if row.state == ImportState.UNREADABLE:
        raise WorkRefused([_("No column with e-mail addresses was found: send a CSV file with a row of names.")])
    return [_("%(count)s rows were read.") % {"count": row.rows}]


@staff_work(
    TAKE_OVER,
    title=gettext_lazy("Taking over a list"),
    url_name=_PAGE,
    if_stopped=gettext_lazy("What was taken over stands, each row with its evidence; it goes on with the next."),
)
def take_over(*, run: StaffRun, note: Note, now: datetime) -> list[str]:
    """Take over what is left of a list, in batches that are whole or not there at all."""
    try:
        imports.take_over(import_id=_import_of(run), by=run.asked_by, now=now)
        for row in imports.take_over_rows(import_id=_import_of(run), clock=note.clock):
            note(row.done_rows, row.rows)
    except (ImportNotWaiting, ListImport.DoesNotExist) as error:
        raise WorkRefused([_("The list is not there any more, or was taken over.")]) from error
    return in_words(row.results)


def in_words(counts: dict[str, int]) -> list[str]:
    """Return how many rows had which fate, in the active language."""
    return [f"{counts[fate]}: {fate.label}" for fate in Fate if counts.get(fate)]


def _import_of(run: StaffRun) -> UUID:
    return UUID(run.details["import"])
