"""How a withdrawal is done again after a restore."""

from consent.operations import withdrawing_again
from consent.operations.sealing import WITHDRAWN
from privacy.ledgers import does_again

does_again(WITHDRAWN, apply=withdrawing_again.withdraw_again, remains=withdrawing_again.still_standing)
