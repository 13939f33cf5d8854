"""Who answered for what, for an inspection."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register.promises.models import PromiseVerdict
from privacy.register.statements.models import AcceptedGap
from privacy.staff.inspection import BundleFile, Scope, inspection_part, table
from privacy.verdicts.models import PromiseAnswer


@inspection_part(
    "answers",
    order=90,
    title=gettext_lazy("Who answered for what"),
    about=gettext_lazy("The newest verdict on every promise, the answers of people, and the gaps they accepted."),
    permission="privacy.view_promiseverdict",
)
def answers(scope: Scope) -> Iterator[BundleFile]:
    """Return verdicts, answers and accepted gaps. Accounts are named by their number in the journal."""
    verdicts = PromiseVerdict.objects.latest_of_each()
    head = [_("promise"), _("verdict"), _("figure"), _("reason"), _("checked at")]
    rows = (
        [row.promise, row.get_kind_display(), row.figure_here(), row.reason_here(), row.checked_at] for row in verdicts
    )
    yield table("promises", head, rows)
    given = PromiseAnswer.objects.order_by("promise", "given_on")
    head = [_("promise"), _("account"), _("given on"), _("valid until and including"), _("what this rests on")]
    rows = ([row.promise, row.answered_by_id, row.given_on, row.until, row.note] for row in given)
    yield table("answers", head, rows)
    gaps = AcceptedGap.objects.order_by("gap")
    head = [_("gap"), _("account"), _("who answers for it"), _("decided on"), _("until"), _("why it stands")]
    rows = ([row.gap, row.accepted_by_id, row.decided_by, row.decided_on, row.until, row.reason] for row in gaps)
    yield table("gaps", head, rows)
