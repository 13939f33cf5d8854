"""Declarations of what is reported of copies."""

from django.utils.translation import gettext_lazy as _

from newsletter.bounces.models import Comparison, Difference, IssueCount, MailEvent
from newsletter.bounces.operations import RULE
from privacy.inventory.activities import Activity, declare_activity
from privacy.inventory.declarations import PersonalData, Retention, declare, exempt, observed
from privacy.inventory.enums import NotPersonal
from privacy.restriction.enums import NotGuarded
from privacy.restriction.guarding import not_guarded

declare(
    PersonalData(
        model=MailEvent,
        title=_("Newsletters to you that did not arrive, or that were reported as spam"),
        purpose="newsletter",
        subject="subscription__email",
        retention=Retention(rule=RULE, start="reported_at"),
        fields={
            "kind": observed(_("What was reported")),
            "source": observed(_("Reported by")),
            "reported_at": observed(_("Reported")),
            "processed_at": observed(_("Acted on")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "digest": NotPersonal.PLUMBING,
            "subscription": NotPersonal.REFERENCE,
            "issue_id": NotPersonal.REFERENCE,
        },
    )
)

declare(
    PersonalData(
        model=Difference,
        title=_("Your address on the mail provider’s list of those it sends nothing to"),
        purpose="newsletter",
        subject="subscription__email",
        retention=Retention(rule=RULE, start="found_at"),
        fields={
            "kind": observed(_("Why it is on the list")),
            "outcome": observed(_("What we did")),
            "blocked_at": observed(_("On the list since")),
            "found_at": observed(_("Found")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE, "subscription": NotPersonal.REFERENCE},
    )
)

exempt(IssueCount, NotPersonal.EVIDENCE, activity="newsletter-results")
exempt(Comparison, NotPersonal.EVIDENCE, activity="newsletter-results")

declare_activity(
    Activity(
        key="newsletter-results",
        title=_("Newsletters that came back or were complained about, counted"),
        purpose="newsletter",
        unlinkable=_("Counted by issue and by night, with nothing about whom; so the numbers have no end."),
        needs_published_purpose=True,
    )
)

not_guarded(MailEvent, NotGuarded.STOPS)

not_guarded(Difference, NotGuarded.STOPS)
