"""Chart of the journal: how many entries it had at the end of each month."""

import json
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.journal import queries
from privacy.law.deadlines import local_date
from privacy.signed_heads.models import JournalHead
from privacy.staff.charts import Chart, Series, month_label, months_until, staff_chart


@staff_chart(order=40, permission="privacy.view_journalentry")
def journal_by_month(now: datetime) -> Chart:
    """Return the size of the journal by the last signed head of each month, and now."""
    months = months_until(local_date(now))
    sizes = [_size(head) if (head := _last_before(month)) else 0 for month in months[1:]]
    today = sum(seq for _stream, seq, _hash in queries.last_entries(now + timedelta(seconds=1)))
    return Chart(
        title=_("Entries in the journal"),
        heading=_("At the end of"),
        columns=tuple(month_label(month) for month in months),
        series=(Series(name=_("entries"), values=(*sizes, today)),),
        note=_("As signed on the last day of each month; the last column is now."),
        url=reverse("admin:privacy_journalentry_changelist"),
    )


def _last_before(month: date) -> JournalHead | None:
    return JournalHead.objects.filter(day__lt=month).order_by("-day").first()


def _size(head: JournalHead) -> int:
    streams = json.loads(head.text)["head"]["streams"]
    return sum(seq for _stream, seq, _hash in streams)
