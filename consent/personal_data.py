"""What consent holds about people: almost nothing. A record is known only to the browser that gave it."""

from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from consent.models import (
    AuditFinding,
    AuditRun,
    ChoiceCount,
    ConsentRecord,
    InterfaceText,
    Service,
    Sighting,
    StorageItem,
)
from privacy.collecting import FormData, NotKept, declare_form
from privacy.declarations import PersonalData, Retention, declare, exempt, observed, provided
from privacy.enums import NotPersonal

for register_model in (AuditFinding, AuditRun, InterfaceText, Service, StorageItem):
    exempt(register_model, NotPersonal.REGISTER)
exempt(ChoiceCount, NotPersonal.AGGREGATE)
exempt(Sighting, NotPersonal.AGGREGATE)

declare(
    PersonalData(
        model=ConsentRecord,
        title=_("Consent to cookies"),
        purpose="choices",
        subject=None,
        unlinkable=_(
            "A consent holds nothing about who gave it; your browser knows its number, on the page of choices."
        ),
        retention=Retention(rule="consent.record", start=Least("expires_at", "withdrawn_at")),
        fields={
            "given_at": observed(_("given at")),
            "granted": provided(_("said yes to")),
            "options": observed(_("options shown")),
            "language": observed(_("language")),
            "surface": observed(_("asked on")),
            "control": observed(_("control used")),
            "is_gpc": observed(_("browser sent Global Privacy Control")),
            "revision": observed(_("revision")),
            "interface_hash": observed(_("hash of the wording")),
            "expires_at": observed(_("lasts until")),
            "withdrawn_at": observed(_("withdrawn at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "replaced_by": NotPersonal.REFERENCE,
            "ended_under": NotPersonal.REFERENCE,
            "given_seq": NotPersonal.REFERENCE,
            "ended_seq": NotPersonal.REFERENCE,
            "device": NotPersonal.PLUMBING,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare_form(
    FormData(
        name="consent.choices",
        purpose="choices",
        model=ConsentRecord,
        views=("consent:choices",),
        fields={"choice": "control", "grant": "granted", "surface": "surface"},
        not_kept={"changes": NotKept.CONTROL, "service": NotKept.CONTROL, "next": NotKept.CONTROL},
    )
)
