"""The interface to the systems of recipients, one subclass in the folder of each vendor."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from privacy.notices.errors import NotOffered
from privacy.registry import Registry

Evidence = str  # what the other system answered, without personal data: "HTTP 204, contact 512"


class Connector(ABC):
    """A recipient's system that can be told by a program.

    ``vendor`` is the key of the recipient in the register. ``properties`` maps fields of ours to theirs, for
    corrections. Methods raise ``Away`` (tried again), ``TurnedDown`` (staff look) and ``NotOffered`` (by mail or hand).
    """

    vendor: ClassVar[str]
    properties: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def is_configured(self) -> bool:
        """Tell whether there are credentials; without them the system is never called."""

    @abstractmethod
    def search(self, address: str) -> list[str]:
        """Return the ids that the system has for a person."""

    @abstractmethod
    def erase(self, address: str) -> Evidence:
        """Have everything about a person erased."""

    def export(self, address: str) -> Mapping[str, Any]:
        """Return what the system holds about a person, for their copy."""
        raise NotOffered

    def correct(self, address: str, values: Mapping[str, str]) -> Evidence:
        """Change the values of a person, by our names of the fields."""
        raise NotOffered

    def restrict(self, address: str) -> Evidence:
        """Stop what the system does with a person's data, as far as it can."""
        raise NotOffered


connectors: Registry[str, Connector] = Registry("connector to a recipient")


def connector_for(vendor: str) -> Connector | None:
    """Return the connector to a recipient that has credentials, or None."""
    connector = connectors.get(vendor)
    return connector if connector is not None and connector.is_configured() else None
