"""The list of breaches and the written procedure for them, for an inspection (Art. 33(5))."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.breaches.models import Breach
from privacy.staff.inspection import BundleFile, Scope, inspection_part, table, text

_LEFT_OUT = {"id", "retain_until"}


@inspection_part(
    "breaches",
    order=80,
    title=gettext_lazy("Personal data breaches"),
    about=gettext_lazy("All of them: facts, effects, measures and who was told; and how breaches are worked."),
    permission="privacy.view_breach",
)
def breaches(scope: Scope) -> Iterator[BundleFile]:
    """Return every breach, and how breaches are worked."""
    fields = [field for field in Breach._meta.concrete_fields if field.name not in _LEFT_OUT]
    rows = Breach.objects.select_related("processor").order_by("aware_at")
    head = [field.verbose_name for field in fields]
    yield table("breaches", head, ([getattr(row, field.name) for field in fields] for row in rows))
    yield text("procedure", _procedure())


def _procedure() -> Iterator[str]:
    """Yield how a breach is worked, as this system guides staff through it."""
    yield _("How we work on personal data breaches")
    yield ""
    steps = (
        _("Whoever sees or suspects a breach opens it in the administration. The 72 hours count from that minute."),
        _("Facts are noted as they become known: what happened, which data, about how many people, what it can mean."),
        _("The risk to people is judged with reasons. Without a risk the breach is noted and nobody is told."),
        _("The supervisory authority is notified within 72 hours, in parts if need be; a delay is explained."),
        _("With a high risk those affected are told in plain words what happened and what they can do."),
        _("Staff are reminded until the notification is made, also at night and on holidays."),
        _("Measures are noted, and the breach is closed when nothing more will follow."),
        _("The procedure is tried with exercises, which send nothing outside the company."),
    )
    yield from (f"{number}. {step}" for number, step in enumerate(steps, start=1))
