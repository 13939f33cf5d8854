"""Declarations of the personal data in lists that staff bring along, and in the evidence of consents from them."""

from django.utils.translation import gettext_lazy as _

from newsletter.imports.batches import FORM
from newsletter.imports.models import ImportedConsent, ListImport
from privacy.inventory.collecting import name_place
from privacy.inventory.declarations import PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import NotPersonal
from privacy.restriction.enums import NotGuarded
from privacy.restriction.guarding import not_guarded

name_place(FORM, _("a list from another tool"))

declare(
    PersonalData(
        model=ListImport,
        title=_("Lists of subscribers that we bring along from another tool"),
        purpose="newsletter",
        subject=None,
        unlinkable=_(
            "The file is packed and nobody can be looked up in it. It goes when its rows are taken over, and after a "
            "week at the latest; then you find what was taken over under your subscription."
        ),
        retention=Retention(rule="newsletter.pending", start="uploaded_at"),
        fields={"content": provided(_("The file")), "retain_until": observed(_("To be deleted by"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "uploaded_by": NotPersonal.REFERENCE,
            **dict.fromkeys(
                (
                    *("uploaded_at", "state", "sha256", "basis", "consent_text", "source", "language", "rows"),
                    *("done_rows", "counts", "results", "faults", "sample", "unused_columns"),
                ),
                NotPersonal.PLUMBING,
            ),
        },
    )
)

declare(
    PersonalData(
        model=ImportedConsent,
        title=_("Newsletter subscription that you confirmed in another tool"),
        purpose="newsletter",
        subject="subscription__email",
        retention=Retention(rule="newsletter.ended", start="subscription__ended_at"),
        fields={
            "given_at": observed(_("Confirmed there")),
            "source": observed(_("Where you signed up")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "subscription": NotPersonal.REFERENCE,
            "list_sha256": NotPersonal.PLUMBING,
            "place": NotPersonal.REFERENCE,
        },
    )
)

not_guarded(ImportedConsent, NotGuarded.PROOF)
