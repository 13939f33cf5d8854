"""Names of rows that have none of their own, for the headings of staff: what it is, and when."""

from datetime import date, datetime

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime


def dated(row: Model, at: datetime | date) -> str:
    """Return such as “Subscription 30.11.2026 14:56”."""
    when = (
        date_format(localtime(at), "SHORT_DATETIME_FORMAT")
        if isinstance(at, datetime)
        else date_format(at, "SHORT_DATE_FORMAT")
    )
    return f"{capfirst(str(row._meta.verbose_name))} {when}"
