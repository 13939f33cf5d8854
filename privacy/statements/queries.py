"""The draft's statements as they are frozen, for a revision and for the policy."""

from privacy.frozen import rows as frozen
from privacy.frozen.codec import from_row
from privacy.statements.models import AcceptedGap, Statement


def statements() -> tuple[frozen.Statement, ...]:
    """Return the passages of the policy, in their order."""
    return tuple(from_row(frozen.Statement, row, published="") for row in Statement.objects.all())


def accepted_gaps() -> tuple[frozen.AcceptedGap, ...]:
    """Return the gaps that somebody answers for."""
    return tuple(from_row(frozen.AcceptedGap, row) for row in AcceptedGap.objects.all())
