"""Errors of imports."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.errors import ConsentError


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An error on a line of a file, counted from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class UnreadablePolicy(ConsentError):
    """The file has no readable table of cookies; correct the lines that are named."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
