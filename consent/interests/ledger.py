"""Delete again, after a restore, the profiles that their owners had ended."""

from consent.interests import operations as interests
from privacy.erasure.ledger_kinds import register_kind

register_kind(interests.ENDED, apply=interests.repeat_ends, remains=interests.count_live)
