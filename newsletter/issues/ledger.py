"""Repeat the ends of subscriptions after a restore, and prevent copies from being sent twice."""

from newsletter.issues import deliveries
from newsletter.subscriptions import operations as subscriptions
from privacy.erasure.ledger_kinds import after_restore, register_kind

register_kind(subscriptions.ENDED, apply=subscriptions.repeat_ends, remains=subscriptions.count_live)
after_restore(deliveries.continue_after_restore)
