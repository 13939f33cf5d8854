"""Personal data of sealed copies: only stored, until the day on which their keys go."""

from django.utils.translation import gettext_lazy as _

from dsar.erasures.models import SealedErasure, SealedErasureKey, SealedErasurePiece
from dsar.erasures.undoing import RULE
from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, observed
from privacy.inventory.enums import KeepReason, NotPersonal

_MISTAKE = Keep(reason=KeepReason.MISTAKE)

declare(
    PersonalData(
        model=SealedErasure,
        title=_("Sealed copies of what was erased"),
        purpose="requests",
        subject="job__case__contact__email",
        retention=Retention(rule=RULE, until="expires_at", start="made_at", waits_for_requests=False),
        erasure=_MISTAKE,
        fields={"made_at": observed(_("made at")), "expires_at": observed(_("expires at"))},
        internal={"id": NotPersonal.REFERENCE, "job": NotPersonal.REFERENCE},
    )
)

declare(
    PersonalData(
        model=SealedErasureKey,
        title=_("Keys of sealed copies"),
        purpose="requests",
        part_of=("erasure",),
        retention=Retention(rule=RULE, until="expires_at", start="erasure__made_at", waits_for_requests=False),
        erasure=_MISTAKE,
        fields={"expires_at": observed(_("expires at"))},
        internal={"erasure": NotPersonal.REFERENCE, "sealed": NotPersonal.SECRET},
    )
)

declare(
    PersonalData(
        model=SealedErasurePiece,
        title=_("Parts of sealed copies"),
        purpose="requests",
        part_of=("erasure",),
        retention=Retention(rule=RULE, until="expires_at", start="erasure__made_at", waits_for_requests=False),
        erasure=_MISTAKE,
        fields={"number": observed(_("number")), "expires_at": observed(_("expires at"))},
        internal={
            "id": NotPersonal.REFERENCE,
            "erasure": NotPersonal.REFERENCE,
            "sealed": NotPersonal.SECRET,
        },
    )
)
