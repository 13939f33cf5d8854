"""Declarations of the personal data in requests for trial accounts, and of their form."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contact.trials import operations as trials
from contact.trials.forms import TrialForm
from contact.trials.models import TrialRequest
from privacy.inventory.collecting import FormData, NotKept, declare_form
from privacy.inventory.declarations import Clock, PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import NotPersonal
from privacy.law.locales import languages

declare(
    PersonalData(
        model=TrialRequest,
        title=_("Requests for a trial account"),
        purpose="trials",
        subject="email",
        retention=Retention(
            rule="trials.request",
            # Nothing before it is confirmed: then the other rule ends it.
            start=Coalesce("ends_at", "decided_at", "confirmed_at"),
            others=(Clock(rule="trials.unconfirmed", start="requested_at", when=Q(confirmed_at__isnull=True)),),
        ),
        fields={
            "name": provided(_("Name")),
            "company": provided(_("Company")),
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "use": provided(_("What the account is for")),
            "language": observed(_("Language"), read_as=languages.in_words),
            "state": observed(_("State")),
            "requested_at": observed(_("Asked for")),
            "mailed_at": observed(_("Link mailed")),
            "confirmed_at": observed(_("Confirmed")),
            "decided_at": observed(_("Answered")),
            "ends_at": observed(_("End of the trial")),
            "reminded_at": observed(_("Reminded of the end")),
            "answer_subject": observed(_("Subject of our answer")),
            "answer_text": observed(_("What we answered")),
            "restricted_at": observed(_("Only kept since")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "decided_by": NotPersonal.REFERENCE,
            "salt": NotPersonal.PLUMBING,
        },
        restrict=trials.restrict,
        release=trials.release,
        waits=Q(state="waiting"),
    )
)

declare_form(
    FormData(
        name="trials.form",
        purpose="trials",
        model=TrialRequest,
        form=TrialForm,
        views=("trials:form",),
        fields={"name": "name", "email": "email", "company": "company", "use": "use"},
        not_kept={"homepage": NotKept.BAIT, "loaded": NotKept.TOKEN},
        needs_published_purpose=True,
    )
)
