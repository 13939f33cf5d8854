"""What can go wrong here. Each docstring is the default message."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.errors import ConsentError


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong on one line of a file (from 1)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class UnreadablePolicy(ConsentError):
    """The policy holds no table of cookies that can be read."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
