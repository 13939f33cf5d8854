"""Declaration of the personal data in breaches."""

from django.utils.translation import gettext_lazy as _

from privacy.breaches.models import Breach, BreachAlarm, BreachRecipient
from privacy.inventory.declarations import NotPersonal, PersonalData, Retention, declare, exempt, observed

exempt(BreachAlarm, NotPersonal.EVIDENCE, activity="journal")

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
