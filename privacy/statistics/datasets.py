"""Visits as shareable tables: whole past months, without small numbers."""

from datetime import date, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _

from privacy.statistics import queries
from privacy.statistics.anonymity import Dataset
from privacy.statistics.sharable import sharable

_SINCE = date(2000, 1, 1)


def _visits(by: str, month: date, limit: int) -> Dataset:
    published = queries.published_months(_SINCE, month - timedelta(days=1), by, limit=limit)
    rows = [
        (name, value, str(count)) for name, cells in published.items() for value, count in sorted(cells.shown.items())
    ]
    return Dataset(columns=("month", by, "visits"), counted="visits", rows=tuple(rows))


sharable("visits-by-page", _("Visits by month and page"))(partial(_visits, "page"))
sharable("visits-by-language", _("Visits by month and language"))(partial(_visits, "language"))
sharable("visits-by-device", _("Visits by month and device"))(partial(_visits, "device"))
