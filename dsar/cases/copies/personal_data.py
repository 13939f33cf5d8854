"""Personal data of exports: fields and retention."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.copies.models import Export, ExportKey, ExportPiece
from privacy.inventory.declarations import PersonalData, Retention, declare, observed
from privacy.inventory.enums import NotPersonal

declare(
    PersonalData(
        model=Export,
        title=_("Files made for you"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.export", until="expires_at", start="made_at", waits_for_requests=False),
        fields={
            "made_at": observed(_("made at")),
            "expires_at": observed(_("expires at")),
            "size": observed(_("size")),
            "downloads": observed(_("downloads")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "case": NotPersonal.REFERENCE,
            "sha256": NotPersonal.REFERENCE,
            "revision": NotPersonal.REFERENCE,
            "is_empty": NotPersonal.AGGREGATE,
        },
        waits=Q(downloads=0),
    )
)

declare(
    PersonalData(
        model=ExportPiece,
        title=_("Parts of files made for you"),
        purpose="requests",
        part_of=("export",),
        retention=Retention(rule="dsar.export", until="expires_at", start="export__made_at", waits_for_requests=False),
        fields={"number": observed(_("number")), "expires_at": observed(_("expires at"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "export": NotPersonal.REFERENCE,
            "sealed": NotPersonal.SECRET,
        },
    )
)

declare(
    PersonalData(
        model=ExportKey,
        title=_("Keys of files made for you"),
        purpose="requests",
        part_of=("export",),
        retention=Retention(rule="dsar.export", until="expires_at", start="export__made_at", waits_for_requests=False),
        fields={"expires_at": observed(_("expires at"))},
        internal={"export": NotPersonal.REFERENCE, "sealed": NotPersonal.SECRET},
    )
)
