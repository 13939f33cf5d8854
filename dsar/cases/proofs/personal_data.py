"""Personal data of proofs: deleted within days, because a proof is not needed once it was used (LAW D-11)."""

from django.utils.translation import gettext_lazy as _

from dsar.cases.proofs.models import DownloadCode, IdentityProof, LinkRequest, UsedLink
from privacy.inventory.declarations import PersonalData, Retention, declare, observed, provided
from privacy.inventory.enums import NotPersonal
from privacy.law.locales import languages

declare(
    PersonalData(
        model=UsedLink,
        title=_("Links that opened your requests"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.unverified", since="used_at", waits_for_requests=False),
        fields={"used_at": observed(_("used at"))},
        internal={"id": NotPersonal.REFERENCE, "digest": NotPersonal.PLUMBING, "case": NotPersonal.REFERENCE},
    )
)

declare(
    PersonalData(
        model=DownloadCode,
        title=_("Codes for your downloads"),
        purpose="requests",
        subject="case__contact__email",
        retention=Retention(rule="dsar.unverified", since="made_at", waits_for_requests=False),
        fields={
            "made_at": observed(_("asked for at")),
            "used_at": observed(_("used at")),
            "tries": observed(_("tries")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "case": NotPersonal.REFERENCE,
            "digest": NotPersonal.PLUMBING,
            "expires_at": NotPersonal.PLUMBING,
        },
    )
)

declare(
    PersonalData(
        model=LinkRequest,
        title=_("Your requests for new links"),
        purpose="requests",
        subject="email",
        retention=Retention(rule="dsar.unverified", since="asked_at", waits_for_requests=False),
        fields={
            "email": provided(_("e-mail address")),
            "email_written": provided(_("e-mail address as you wrote it")),
            "language": observed(_("language"), read_as=languages.in_words),
            "asked_at": observed(_("asked for at")),
            "mailed_at": observed(_("mailed at")),
        },
        internal={"id": NotPersonal.REFERENCE},
    )
)

declare(
    PersonalData(
        model=IdentityProof,
        title=_("Your proofs of who you are"),
        purpose="requests",
        subject="case__contact__email",
        # Not from the closing of the request: the name is compared soon, and then nobody needs it (LAW D-11).
        retention=Retention(rule="dsar.unverified", since="begun_at", waits_for_requests=False),
        fields={
            "provider": observed(_("provider")),
            "name": observed(_("name, as the provider says")),
            "begun_at": observed(_("begun at")),
            "ended_at": observed(_("ended at")),
            "proven_at": observed(_("proven at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "case": NotPersonal.REFERENCE,
            "browser": NotPersonal.PLUMBING,
        },
    )
)
