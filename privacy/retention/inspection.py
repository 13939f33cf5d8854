"""Receipts of what was deleted, for an inspection."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.retention.models import RetentionRun
from privacy.staff.inspection import BundleFile, Scope, inspection_part, table


@inspection_part(
    "retention",
    order=50,
    title=gettext_lazy("Deletion in the period"),
    about=gettext_lazy("The receipt of every run: rule, rows deleted, rows held back, and a hash of their ids."),
    permission="privacy.view_retentionrun",
)
def receipts(scope: Scope) -> Iterator[BundleFile]:
    """Return the receipts of the period."""
    begin, end = scope.period
    runs = RetentionRun.objects.filter(as_of__gte=begin, as_of__lt=end).order_by("as_of", "id")
    head = [_("due as of"), _("rule"), _("data"), _("terms"), _("state"), _("rows due"), _("rows deleted"),
            _("due rows that stay"), _("finished at"), "sha256"]  # fmt: skip
    yield table(
        "receipts",
        head,
        (
            [run.as_of, run.rule, run.model, run.terms, run.get_state_display(), run.due, run.deleted, run.held,
             run.finished_at, run.sha256]
            for run in runs.iterator(chunk_size=2000)
        ),
    )  # fmt: skip
