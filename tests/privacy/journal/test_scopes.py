"""The shares of a comparison."""

from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from privacy.journal.scopes import EVERYTHING, share


@pytest.mark.parametrize("shares", [1, 2, 7, 30])
def test_every_id_is_in_one_share(shares: int) -> None:
    parts = [share(number=number, shares=shares, after=0) for number in range(shares)]
    assert (parts[0].lower, parts[-1].upper) == (EVERYTHING.lower, EVERYTHING.upper)
    assert all(after.lower.int == before.upper.int + 1 for before, after in pairwise(parts))
    for one in (uuid4(), UUID(int=0), UUID(int=2**128 - 1)):
        assert sum(part.lower <= one <= part.upper for part in parts) == 1
