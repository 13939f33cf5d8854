"""The data half of the register, its revisions, and the records of what the system did."""

from privacy.models.announcement import Announcement
from privacy.models.answer import PromiseAlarm, PromiseAnswer
from privacy.models.breach import Breach, BreachAlarm, BreachRecipient
from privacy.models.head import JournalCheck, JournalHead
from privacy.models.hold import HeldRow, LegalHold
from privacy.models.journal import JournalEntry
from privacy.models.ledger import LedgerEntry
from privacy.models.letter import Letter
from privacy.models.recipients import AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor
from privacy.models.register import AcceptedGap, Controller, KnownDefect, Purpose, Statement
from privacy.models.retention import RetentionRule, RetentionRun
from privacy.models.revision import DocumentName, Revision, RevisionDocument, RevisionText
from privacy.models.sharing import PartnerAgreement, SharedFile
from privacy.models.verdict import PromiseVerdict
from privacy.models.visits import VisitCount

__all__ = [
    "AcceptedGap",
    "AdequacyDecision",
    "Agreement",
    "Announcement",
    "Breach",
    "BreachAlarm",
    "BreachRecipient",
    "Controller",
    "DocumentName",
    "FrameworkEntry",
    "HeldRow",
    "JournalCheck",
    "JournalEntry",
    "JournalHead",
    "KnownDefect",
    "LedgerEntry",
    "LegalHold",
    "Letter",
    "PartnerAgreement",
    "PromiseAlarm",
    "PromiseAnswer",
    "PromiseVerdict",
    "Purpose",
    "RetentionRule",
    "RetentionRun",
    "Revision",
    "RevisionDocument",
    "RevisionText",
    "SharedFile",
    "Statement",
    "TransferLeg",
    "Vendor",
    "VisitCount",
]
