"""Staff find a request by its number, or by the whole address of the person."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsar.cases.models import Case, Contact
from privacy.law.deadlines import local_date
from privacy.staff.searching import MOST, Hit, searchable

_NUMBER = re.compile("([0-9a-f]{4})-?([0-9a-f]{4})", re.IGNORECASE)  # Case.reference, the beginning of the id


def range_of(text: str) -> tuple[UUID, UUID] | None:
    """Return the first and the last id with a number that people read out; None if it is none."""
    number = _NUMBER.fullmatch(text)
    if number is None:
        return None
    begins = "".join(number.groups())
    return UUID(begins.ljust(32, "0")), UUID(begins.ljust(32, "f"))


@searchable(title=gettext_lazy("Requests"), permission="dsar.view_case", order=10)
def requests(text: str) -> Iterator[Hit]:
    """Yield the requests of an address, or with a number, the newest first."""
    if between := range_of(text):
        wanted = Case.objects.filter(pk__range=between)
    elif "@" in text:
        wanted = Case.objects.filter(pk__in=Contact.objects.of(text).values("case_id"))
    else:
        return
    for case in wanted.order_by("-received_at", "pk")[: MOST + 1]:
        yield Hit(
            text=f"{case.which_right.label} {case.reference}",
            url=reverse("admin:dsar_case_change", args=[case.pk]),
            note=_("%(state)s, received %(day)s")
            % {"state": case.get_state_display(), "day": date_format(local_date(case.received_at))},
        )
