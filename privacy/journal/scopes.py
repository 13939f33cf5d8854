"""The part of the journal and of the tables that one comparison reads."""

from dataclasses import dataclass
from uuid import UUID

_IDS = 2**128
_NO_ENTRY = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Rows with an id from ``lower`` to ``upper``, and rows with a journal entry that has a higher id than ``after``.

    Random ids fall into every part alike, so that a share of the ids is a share of the rows and of their entries.
    """

    lower: UUID
    upper: UUID
    after: int = _NO_ENTRY

    @property
    def parameters(self) -> dict[str, UUID | int]:
        """Return the fields as parameters of a statement."""
        return {"lower": self.lower, "upper": self.upper, "after": self.after}


EVERYTHING = Scope(lower=UUID(int=0), upper=UUID(int=_IDS - 1))


def share(*, number: int, shares: int, after: int) -> Scope:
    """Return one of equal shares of all ids, counted from 0, with everything that is newer than an entry."""
    number %= shares
    return Scope(
        lower=UUID(int=number * _IDS // shares), upper=UUID(int=(number + 1) * _IDS // shares - 1), after=after
    )
