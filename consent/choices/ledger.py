"""How a withdrawal is repeated after a restore."""

from consent.choices import withdrawing_again
from consent.choices.sealing import WITHDRAWN
from privacy.erasure.ledger_kinds import register_kind

register_kind(WITHDRAWN, apply=withdrawing_again.withdraw_again, remains=withdrawing_again.still_standing)
