"""The letter that asks a representative to confirm a request for somebody else."""

from datetime import datetime
from uuid import UUID

from dsar.cases import links
from dsar.cases.enums import State
from dsar.cases.letter_turns import CONFIRM_CLAIM_LETTER
from dsar.cases.letters import emails
from dsar.cases.mandates import MandateClaim
from dsar.intake import representatives
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail


@composes(CONFIRM_CLAIM_LETTER)
def confirm_claim(object_id: UUID, now: datetime) -> AutomaticMail | None:
    """Compose the letter to the representative; none once they confirmed, or when the request is gone."""
    claim = MandateClaim.objects.filter(case=object_id, case__state=State.UNVERIFIED).select_related("case").first()
    if claim is None:
        return None
    representatives.take_turn(claim, now)
    values = {
        "link": links.claim_link(claim.case_id, claim.case.language),
        "requests": representatives.claimed_together(claim.case),
        "days": links.CONFIRM_LASTS.days,
    }
    return emails.message("confirm_claim", claim.case, claim.email, values)
