"""How erasures are done again after a restore."""

from dsar.erasures import operations as erasing
from dsar.erasures import reerasing
from privacy.erasure.ledger_kinds import register_kind

register_kind(erasing.ERASED, apply=reerasing.erase_again, remains=reerasing.rows_left)
register_kind(erasing.FORGOTTEN, apply=reerasing.forget_again, remains=reerasing.addresses_left)
