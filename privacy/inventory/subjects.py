"""The people of a row: whose it is, who takes part in it, who is mentioned, and how each is found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP

from privacy.inventory.enums import Role


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One way from a row to the address of a person.

    ``path`` is the lookup of the address, through any number of tables and into JSON: ``"email"``,
    ``"thread__author__email"``, ``"data__reply_to"``. ``when`` selects the rows, or the rows on the way, for which it
    counts. ``is_within``: the column holds the address among other words, as JSON, a list or a text does.

    ``hides`` names the fields that the copy of this person masks, because they are about somebody else; of a person
    who is only mentioned it shows nothing but ``shows``. ``clears`` names the fields that are emptied when this person
    is erased and the row stays for somebody else.
    """

    path: str
    role: Role = Role.OWNER
    when: Q | None = None
    is_within: bool = False
    hides: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    @property
    def lookup(self) -> str:
        """The path without a way of comparing: addresses are compared without case anyway."""
        return self.path.removesuffix("__iexact").removesuffix("__exact")

    def hidden(self, fields: set[str]) -> set[str]:
        """Return which of these fields the copy of this person masks."""
        return fields - {*self.shows} if self.role == Role.MENTIONED else fields & {*self.hides}

    def seen_from(self, key: str) -> "Subject":
        """Return the same person as a row finds them that points at this one with the foreign key ``key``."""
        return replace(
            self,
            path=f"{key}{LOOKUP_SEP}{self.path}",
            when=None if self.when is None else _prefixed(self.when, key),
            hides=(),
            shows=(),
            clears=(),
        )


def owner(
    path: str,
    *,
    when: Q | None = None,
    is_within: bool = False,
    hides: tuple[str, ...] = (),
    clears: tuple[str, ...] = (),
) -> Subject:
    """Declare whose a row is. A row of several owners goes with the last of them."""
    return Subject(path=path, when=when, is_within=is_within, hides=hides, clears=clears)


def participant(
    path: str,
    *,
    when: Q | None = None,
    is_within: bool = False,
    hides: tuple[str, ...] = (),
    clears: tuple[str, ...] = (),
) -> Subject:
    """Declare who has a row in their copy without it being theirs to delete."""
    return Subject(path=path, role=Role.PARTICIPANT, when=when, is_within=is_within, hides=hides, clears=clears)


def mentioned(
    path: str, *, shows: tuple[str, ...], when: Q | None = None, is_within: bool = False, clears: tuple[str, ...] = ()
) -> Subject:
    """Declare who is only mentioned in a row: their copy has the fields ``shows`` and nothing else of it."""
    return Subject(path=path, role=Role.MENTIONED, when=when, is_within=is_within, shows=shows, clears=clears)


def _prefixed(condition: Q, key: str) -> Q:
    """Return a condition on a row as a condition on a row that points at it."""
    children = [
        _prefixed(child, key) if isinstance(child, Q) else (f"{key}{LOOKUP_SEP}{child[0]}", child[1])
        for child in _children(condition)
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def _children(condition: Q) -> Iterator[Q | tuple[str, object]]:
    for child in condition.children:
        if not isinstance(child, Q | tuple):
            msg = f"A condition on people is made of lookups, not of {child!r}."
            raise TypeError(msg)
        yield child
