"""The address that somebody had before a correction."""

from collections.abc import Iterator

from dsar.corrections.models import Correction
from privacy.addresses.moves import Move, sources


@sources.register("dsar.corrections")
def moves_to(address: str) -> Iterator[Move]:
    """Yield the corrections by which an address has taken the place of another."""
    # When a mailbox moves, the requests that it made move with it.
    moves = Correction.objects.changed().filter(model="", case__contact__email=address).exclude(field="")
    for old, at in moves.exclude(old=address).values_list("old", "decided_at"):
        if at is not None:
            yield Move(at=at, old=old)
