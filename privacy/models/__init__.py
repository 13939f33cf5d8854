"""The data half of the register, its revisions, and the records of what the system did."""

from privacy.models.answer import PromiseAlarm, PromiseAnswer
from privacy.models.breach import Breach, BreachAlarm, BreachRecipient
from privacy.models.head import JournalCheck, JournalHead
from privacy.models.journal import JournalEntry
from privacy.models.letter import Letter
from privacy.models.register import AdequacyDecision, Controller, KnownDefect, Purpose, RetentionRule, Statement, Vendor
from privacy.models.revision import DocumentName, Revision, RevisionDocument, RevisionText
from privacy.models.verdict import PromiseVerdict, RetentionRun

__all__ = [
    "AdequacyDecision",
    "Breach",
    "BreachAlarm",
    "BreachRecipient",
    "Controller",
    "DocumentName",
    "JournalCheck",
    "JournalEntry",
    "JournalHead",
    "KnownDefect",
    "Letter",
    "PromiseAlarm",
    "PromiseAnswer",
    "PromiseVerdict",
    "Purpose",
    "RetentionRule",
    "RetentionRun",
    "Revision",
    "RevisionDocument",
    "RevisionText",
    "Statement",
    "Vendor",
]
