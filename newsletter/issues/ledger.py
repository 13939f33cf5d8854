"""How the end of a subscription is done again after a restore, and what is not sent again."""

from newsletter.issues import deliveries
from newsletter.subscriptions import operations as subscriptions
from privacy.erasure.ledger_kinds import after_restore, register_kind

register_kind(subscriptions.ENDED, apply=subscriptions.end_again, remains=subscriptions.not_ended)
after_restore(deliveries.hold_unfinished)
