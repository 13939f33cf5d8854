"""Statements and accepted gaps of the draft as frozen rows, for revisions and for the policy."""

from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import from_row
from privacy.register.statements.models import AcceptedGap, Statement


def statements() -> tuple[frozen.Statement, ...]:
    """Return the statements of the policy in their order, without a chosen text."""
    return tuple(from_row(frozen.Statement, row, published="") for row in Statement.objects.all())


def accepted_gaps() -> tuple[frozen.AcceptedGap, ...]:
    """Return the gaps that somebody who works here has accepted."""
    return tuple(from_row(frozen.AcceptedGap, row) for row in AcceptedGap.objects.answered())
