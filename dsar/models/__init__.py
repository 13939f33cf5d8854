"""A request, who asked, what happened to it, and the work it causes."""

from dsar.models.case import Case
from dsar.models.contact import Contact
from dsar.models.event import CaseEvent
from dsar.models.export import Export
from dsar.models.job import Job

__all__ = ["Case", "CaseEvent", "Contact", "Export", "Job"]
