"""Personal data of corrections, and which words of a request are a record."""

from django.utils.translation import gettext_lazy as _

from dsar.cases.models import Case, Contact
from dsar.corrections.enums import ADDRESS, RIGHT_VALUE, VALUE
from dsar.corrections.models import Correction
from privacy.inventory.collecting import FormData, NotKept, declare_form
from privacy.inventory.correcting import keep_as_said
from privacy.inventory.declarations import PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import NotPersonal

keep_as_said(Case, "right")
# By the right and the organisation a request is found and passed on; another is another request.
keep_as_said(Contact, "message", "right", "organisation")
keep_as_said(Correction, "new")

declare(
    PersonalData(
        model=Correction,
        title=_("Values that you said are wrong"),
        purpose="requests",
        subject="case__contact__email",
        # The old value of a correction is kept no longer than the words of the request (LAW D-22).
        retention=Retention(rule="dsar.contact", since="asked_at"),
        fields={
            "place": observed(_("where it is")),
            "old": observed(_("what we had")),
            "new": provided(_("what it should say")),
            "state": observed(_("state")),
            "reason": observed(_("why not")),
            "asked_at": observed(_("asked at")),
            "decided_at": observed(_("decided at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "case": NotPersonal.REFERENCE,
            "model": NotPersonal.REFERENCE,
            "row": NotPersonal.REFERENCE,
            "field": NotPersonal.REFERENCE,
            "asked_by": NotPersonal.REFERENCE,
            "decided_by": NotPersonal.REFERENCE,
        },
    )
)

declare_form(
    FormData(
        name="dsar.correct",
        purpose="requests",
        model=Correction,
        views=("dsar:correct",),
        fields={RIGHT_VALUE: "new", ADDRESS: "new"},
        not_kept={VALUE: NotKept.CONTROL},
    )
)
