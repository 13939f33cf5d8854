"""The record of processing activities, for an inspection."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from privacy.record.operations import RecordFormat, export_record
from privacy.staff.inspection import BundleFile, Scope, inspection_part


@inspection_part(
    "record",
    order=10,
    title=_("Record of processing activities"),
    about=_("As it is now (Art. 30), as PDF, spreadsheet and JSON."),
    permission="privacy.view_purpose",
)
def record(scope: Scope) -> Iterator[BundleFile]:
    """Return the record in every format."""
    for form in (RecordFormat.PDF, RecordFormat.XLSX, RecordFormat.JSON):
        file = export_record(form=form, language=scope.language, now=scope.now)
        yield BundleFile(name=f"record.{form}", content=file.content)
