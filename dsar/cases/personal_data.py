"""Personal data of requests: fields, retention and erasure."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import State
from dsar.cases.files import CaseFile
from dsar.cases.mandates import Mandate, MandateClaim
from dsar.cases.models import Case, CaseEvent, CaseMessage, Contact, Job
from dsar.cases.paper import PaperLetter
from dsar.cases.pauses import Pause
from dsar.cases.questions import Question
from dsar.cases.redactions import Redaction, RedactionKey
from dsar.cases.told import BrowserRecord, ToldAddress
from privacy.inventory.declarations import Clock, Keep, PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.inventory.subjects import owner, participant
from privacy.journal.words import letter_in_words
from privacy.law.locales import languages

_KEPT = Keep(reason=KeepReason.ACCOUNTABILITY)

_IDS = {"id": NotPersonal.REFERENCE, "case": NotPersonal.REFERENCE}

declare(
    PersonalData(
        model=Case,
        title=_("Requests about your data"),
        purpose="requests",
        subject="contact__email",
        retention=Retention(
            rule="dsar.case",
            start="closed_at",
            others=(
                Clock(rule="dsar.unverified", start="received_at", when=Q(state=State.UNVERIFIED)),
                Clock(rule="dsar.contact", start="closed_at", when=Q(state=State.JOINED)),
            ),
        ),
        erasure=_KEPT,
        fields={
            "right": provided(_("right")),
            "language": observed(_("language"), read_as=languages.in_words),
            "state": observed(_("state")),
            "channel": observed(_("came by")),
            "received_at": observed(_("received at")),
            "confirmed_at": observed(_("confirmed at")),
            "target_on": observed(_("target")),
            "latest_on": observed(_("at the latest")),
            "pass_on_by": observed(_("to be passed on by")),
            "reopened_at": observed(_("opened again at")),
            "extended_at": observed(_("extended at")),
            "extension_reason": observed(_("why more time")),
            "closed_at": observed(_("closed at")),
            "ground": observed(_("ground for refusal")),
            "reasons": observed(_("reasons")),
            "evidence": observed(_("evidence of the ground")),
            "corrected": observed(_("values corrected")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "proposed_by": NotPersonal.REFERENCE,
            "assigned_to": NotPersonal.REFERENCE,
            "joined_to": NotPersonal.REFERENCE,
            "asked_with": NotPersonal.REFERENCE,
            "country": NotPersonal.PLUMBING,
            "months": NotPersonal.PLUMBING,
            "reminded_days": NotPersonal.PLUMBING,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=Contact,
        title=_("Your address and words in requests"),
        purpose="requests",
        subject="email",
        retention=Retention(
            rule="dsar.contact",
            start="case__closed_at",
            others=(Clock(rule="dsar.unverified", start="case__received_at", when=Q(case__state=State.UNVERIFIED)),),
        ),
        fields={
            "email": provided(_("e-mail address")),
            "email_written": provided(_("e-mail address as you wrote it")),
            "right": provided(_("right")),
            "postal": provided(_("name and postal address")),
            "is_by_post": provided(_("answered by letter")),
            "message": provided(_("what you wrote")),
            "organisation": provided(_("through whom you use the product")),
            "passed_on_to": observed(_("passed on to")),
            "passed_on_address": observed(_("passed on to the address")),
            "answer": observed(_("what we answered")),
            "mailed_at": observed(_("when we asked you to confirm")),
        },
        internal={
            "case": NotPersonal.REFERENCE,
            "is_open": NotPersonal.PLUMBING,
            "is_forgotten_when_told": NotPersonal.PLUMBING,
            "is_second_spelling": NotPersonal.PLUMBING,
            "salt": NotPersonal.PLUMBING,
            "mailed_with": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
        waits=Q(is_open=True),
    )
)

declare(
    PersonalData(
        model=CaseMessage,
        title=_("Messages about your requests"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.contact", start="case__closed_at"),
        fields={"at": provided(_("at")), "text": provided(_("message"))},
        internal={**_IDS, "staff": NotPersonal.REFERENCE, "retain_until": NotPersonal.PLUMBING},
    )
)

declare(
    PersonalData(
        model=CaseFile,
        title=_("What you sent with your requests"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.contact", start="case__closed_at"),
        fields={
            "kind": observed(_("what it is")),
            "name": provided(_("name of the file")),
            "content_type": observed(_("kind of file")),
            "size": observed(_("bytes")),
            "content": provided(_("content")),
            "added_at": observed(_("added at")),
        },
        internal={**_IDS, "retain_until": NotPersonal.PLUMBING},
    )
)

declare(
    PersonalData(
        model=ToldAddress,
        title=_("Addresses that we told of a request"),
        purpose="requests",
        subject="email",
        retention=Retention(rule="dsar.contact", start="case__closed_at"),
        fields={
            "email": observed(_("e-mail address")),
            "email_written": observed(_("e-mail address as written")),
            "told_at": observed(_("told at")),
            "confirmed_at": observed(_("confirmed at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "case": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=Mandate,
        title=_("Mandates for your requests"),
        purpose="requests",
        subjects=(owner("case__contact__email"), participant("email", clears=("name", "email", "email_written"))),
        retention=Retention(rule="dsar.contact", start="case__closed_at"),
        fields={
            "name": observed(_("who acts for you")),
            "email": observed(_("e-mail address of who acts for you")),
            "email_written": observed(_("the same, as written")),
            "scope": observed(_("what they may do")),
            "statement": observed(_("what the mandate is")),
            "valid_until": observed(_("valid until")),
            "answer_to": observed(_("where the answer goes")),
            "looked_at": observed(_("looked at")),
        },
        internal={"case": NotPersonal.REFERENCE, "staff": NotPersonal.REFERENCE, "retain_until": NotPersonal.PLUMBING},
    )
)

declare(
    PersonalData(
        model=MandateClaim,
        title=_("Requests that somebody made in your name"),
        purpose="requests",
        subjects=(owner("case__contact__email"), participant("email", clears=("name", "email", "email_written"))),
        retention=Retention(
            rule="dsar.contact",
            start="case__closed_at",
            others=(Clock(rule="dsar.unverified", start="case__received_at", when=Q(case__state=State.UNVERIFIED)),),
        ),
        fields={
            "name": observed(_("who acts for you")),
            "email": observed(_("e-mail address of who acts for you")),
            "email_written": observed(_("the same, as written")),
            "statement": observed(_("what the mandate is")),
        },
        internal={
            "case": NotPersonal.REFERENCE,
            "mailed_at": NotPersonal.PLUMBING,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=BrowserRecord,
        title=_("What your browser led to in your requests"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.contact", start="case__closed_at"),
        fields={"attached_at": observed(_("added at"))},
        internal={
            **_IDS,
            "model": NotPersonal.REFERENCE,
            "row": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=Question,
        title=_("Questions in your requests"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.contact", start="case__closed_at"),
        fields={
            "number": observed(_("number")),
            "text": provided(_("question")),
            "state": observed(_("state")),
            "note": observed(_("where, or why not")),
            "listed_at": observed(_("listed at")),
            "settled_at": observed(_("settled at")),
        },
        internal={**_IDS, "settled_by": NotPersonal.REFERENCE, "retain_until": NotPersonal.PLUMBING},
    )
)

declare(
    PersonalData(
        model=Redaction,
        title=_("What was left out of your copies because it is about somebody else"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.case", start="case__closed_at"),
        erasure=_KEPT,
        fields={
            "is_whole": observed(_("the whole value")),
            "length": observed(_("characters")),
            "reason": observed(_("why")),
            "redacted_at": observed(_("left out at")),
        },
        internal={
            **_IDS,
            "model": NotPersonal.REFERENCE,
            "row": NotPersonal.REFERENCE,
            "field": NotPersonal.REFERENCE,
            "sealed": NotPersonal.SECRET,
            "sealed_file": NotPersonal.SECRET,
            "staff": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=RedactionKey,
        title=_("Keys of what was left out of your copies"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.case", start="case__closed_at"),
        erasure=_KEPT,
        fields={"made_at": observed(_("made at"))},
        internal={
            "case": NotPersonal.REFERENCE,
            "sealed": NotPersonal.SECRET,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=PaperLetter,
        title=_("Letters to you that wait to be printed"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.case", since="made_at"),
        # As the letters that were sent: an erasure must not take the letter that tells of it.
        erasure=_KEPT,
        fields={"kind": observed(_("kind"), words=letter_in_words), "made_at": observed(_("written at"))},
        internal={**_IDS, "sealed": NotPersonal.SECRET, "sha256": NotPersonal.REFERENCE},
    )
)

declare(
    PersonalData(
        model=Pause,
        title=_("Questions of who you are"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.case", since="asked_at"),
        erasure=_KEPT,
        fields={
            "asked_at": observed(_("asked at")),
            "answered_at": observed(_("answered at")),
            "doubt": observed(_("reason for the doubt")),
            "question": observed(_("question")),
        },
        internal=_IDS,
    )
)

declare(
    PersonalData(
        model=CaseEvent,
        title=_("What happened to your requests"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.case", since="at"),
        erasure=_KEPT,
        fields={
            "kind": observed(_("what happened")),
            "at": observed(_("at")),
            "seen_by": observed(_("how we saw who it is")),
            "note": observed(_("note")),
        },
        internal={**_IDS, "staff": NotPersonal.REFERENCE},
    )
)

declare(
    PersonalData(
        model=Job,
        title=_("Work done on your requests"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.case", since="made_at"),
        erasure=_KEPT,
        fields={
            "kind": observed(_("kind")),
            "state": observed(_("state")),
            "made_at": observed(_("made at")),
            "starts_at": observed(_("not before")),
            "ended_at": observed(_("ended at")),
        },
        internal={
            **_IDS,
            "step": NotPersonal.PLUMBING,
            "plan": NotPersonal.PLUMBING,
            "result": NotPersonal.AGGREGATE,
            "attempts": NotPersonal.PLUMBING,
            "lease_until": NotPersonal.PLUMBING,
            "last_error": NotPersonal.PLUMBING,
        },
    )
)
