"""Recipients and transfers, for an inspection."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.law.deadlines import local_date
from privacy.recipients import transfer_report
from privacy.recipients.models import Agreement
from privacy.staff.inspection import BundleFile, Scope, document, inspection_part, table


@inspection_part(
    "transfers",
    order=60,
    title=gettext_lazy("Recipients and transfers"),
    about=gettext_lazy("What each transfer rests on and what is missing, and the agreements with their dates."),
    permission="privacy.view_vendor",
)
def transfers(scope: Scope) -> Iterator[BundleFile]:
    """Return the report on transfers, and the agreements."""
    entries = transfer_report.report(local_date(scope.now))
    yield document("transfers", [transfer_report.as_plain(entry) for entry in entries])
    fields = [field for field in Agreement._meta.concrete_fields if field.name not in ("id", "vendor")]
    rows = Agreement.objects.select_related("vendor").order_by("vendor__key", "pk")
    head = [_("recipient"), *(field.verbose_name for field in fields)]
    yield table(
        "agreements", head, ([row.vendor.name, *(getattr(row, field.name) for field in fields)] for row in rows)
    )
