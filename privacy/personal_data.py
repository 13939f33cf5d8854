"""The register's own tables hold facts about the company, hashes and counts; letters name a row, never a person."""

from django.db.models import DateTimeField, F, Func
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from privacy.deadlines import PLACE
from privacy.declarations import Keep, PersonalData, Retention, declare, exempt, observed, provided
from privacy.enums import KeepReason, NotPersonal
from privacy.models import (
    AcceptedGap,
    AdequacyDecision,
    Agreement,
    Announcement,
    Breach,
    BreachAlarm,
    BreachRecipient,
    Controller,
    FrameworkEntry,
    HeldRow,
    JournalCheck,
    JournalEntry,
    JournalHead,
    KnownDefect,
    LedgerEntry,
    LegalHold,
    Letter,
    PartnerAgreement,
    PromiseAlarm,
    PromiseAnswer,
    PromiseVerdict,
    Purpose,
    RetentionRule,
    RetentionRun,
    Revision,
    RevisionDocument,
    RevisionText,
    SharedFile,
    Statement,
    TransferLeg,
    Vendor,
    VisitCount,
)

# What ``end_of`` says in Python.
_END_OF_VALIDITY = Func(
    F("until"),
    template=f"((%(expressions)s + 1)::timestamp AT TIME ZONE '{PLACE.key}')",
    output_field=DateTimeField(),
)

for register_model in (AcceptedGap, Controller, KnownDefect, Purpose, RetentionRule, Statement):
    exempt(register_model, NotPersonal.REGISTER)
for recipient_model in (AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor):
    exempt(recipient_model, NotPersonal.REGISTER)
exempt(LedgerEntry, NotPersonal.EVIDENCE)
for frozen_model in (Announcement, Revision, RevisionDocument, RevisionText):
    exempt(frozen_model, NotPersonal.REGISTER)
exempt(VisitCount, NotPersonal.AGGREGATE)
exempt(PartnerAgreement, NotPersonal.REGISTER)
exempt(SharedFile, NotPersonal.ANONYMOUS)
for record_model in (BreachAlarm, HeldRow, JournalCheck, JournalEntry, JournalHead, PromiseVerdict, RetentionRun):
    exempt(record_model, NotPersonal.EVIDENCE)

declare(
    PersonalData(
        model=Letter,
        title=_("Letters sent"),
        purpose="requests",
        subject=None,
        unlinkable=_("A letter names the row that it is about, and no address; it goes with that row's own period."),
        retention=Retention(rule="letters.log", start="ended_at"),
        fields={
            "kind": observed(_("kind")),
            "due_at": observed(_("due at")),
            "ended_at": observed(_("sent at")),
            "is_sent": observed(_("sent")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "object_id": NotPersonal.REFERENCE,
            "attempts": NotPersonal.PLUMBING,
            "last_error": NotPersonal.PLUMBING,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
declare(
    PersonalData(
        model=PromiseAnswer,
        title=_("What staff answer for"),
        purpose="staff",
        subject="answered_by__email",
        retention=Retention(rule="promises.answer", start=_END_OF_VALIDITY),
        erasure=Keep(reason=KeepReason.STAFF_ACCOUNT),
        fields={
            "promise": observed(_("promise")),
            "given_on": observed(_("given on")),
            "until": provided(_("valid until")),
            "note": provided(_("what this rests on")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "answered_by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
declare(
    PersonalData(
        model=PromiseAlarm,
        title=_("Alarms sent to staff"),
        purpose="staff",
        subject="staff__email",
        retention=Retention(rule="promises.alarm", start="checked_at"),
        fields={"checked_at": observed(_("at")), "promises": observed(_("promises"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "staff": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
declare(
    PersonalData(
        model=Breach,
        title=_("Breaches of security"),
        purpose="breaches",
        subject=None,
        unlinkable=_("A breach is described by what happened and to how many, never by whom it happened to."),
        retention=Retention(rule="breach.record", start="closed_at"),
        fields={
            "title": observed(_("name")),
            "what_happened": observed(_("what happened")),
            "data_categories": observed(_("which kinds of data")),
            "people_categories": observed(_("which groups of people")),
            "consequences": observed(_("likely consequences")),
            "measures": observed(_("measures")),
            "risk_reason": observed(_("why the risk was judged so")),
            "contact_point": observed(_("contact point")),
            "late_reason": observed(_("why the notification was late")),
            "told_what": observed(_("what those affected were told")),
            "told_consequences": observed(_("what it can mean for them")),
            "told_measures": observed(_("what they can do")),
            "not_told_reason": observed(_("why those affected were not told")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "processor": NotPersonal.REFERENCE,
            **dict.fromkeys(
                (
                    "is_drill",
                    "aware_at",
                    "began_at",
                    "ended_at",
                    "is_confidentiality",
                    "is_integrity",
                    "is_availability",
                    "people_about",
                    "records_about",
                    "processor_told_at",
                    "risk",
                    "notified_at",
                    "is_notification_complete",
                    "told_at",
                    "not_told",
                    "closed_at",
                ),
                NotPersonal.REGISTER,
            ),
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
declare(
    PersonalData(
        model=BreachRecipient,
        title=_("Who was written to about a breach"),
        purpose="breaches",
        subject=None,
        unlinkable=_("The row names another row and no address; when that one is erased, it leads nowhere."),
        retention=Retention(rule="breach.record", start="breach__told_at"),
        fields={"model": observed(_("kind of data that was affected"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "breach": NotPersonal.REFERENCE,
            "row": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
declare(
    PersonalData(
        model=LegalHold,
        title=_("What we must keep for the time being"),
        purpose="requests",
        subject=None,
        unlinkable=_(
            "A hold names a file number, and a person only by a hash that nobody can search without the address."
        ),
        retention=Retention(rule="legal.hold", start=Least("ends_at", "lifted_at")),
        fields={
            "reason": observed(_("reason")),
            "placed_at": observed(_("placed at")),
            "ends_at": observed(_("ends at")),
            "lifted_at": observed(_("lifted at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "reference": NotPersonal.REFERENCE,
            "salt": NotPersonal.SECRET,
            "subject_key": NotPersonal.SECRET,
            "placed_by": NotPersonal.REFERENCE,
            "lifted_by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)
