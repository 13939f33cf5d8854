"""The record of processing activities (GDPR Art. 30(1), LAW A-05), from both halves of the register."""

from privacy.queries.record.activities import Activity, activities
from privacy.queries.record.whole import Record, record

__all__ = ["Activity", "Record", "activities", "record"]
