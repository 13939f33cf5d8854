"""People whose address was kept under several spellings, before every spelling counted as one mailbox."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from dsar.people import personal_rows
from dsar.people.personal_rows import Count
from privacy.addresses.model_fields import WRITTEN, AddressField
from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData


@dataclass(frozen=True, kw_only=True)
class SeveralSpellings:
    """A person whose mailbox has rows that would be one row today: the spellings, and the rows of each model."""

    address: str
    spellings: list[str]
    counts: list[Count]


def number_of_people() -> int:
    """Count the people with rows under a second spelling."""
    return len(_addresses())


def people_with_several_spellings() -> list[SeveralSpellings]:
    """Return each person with rows under a second spelling, ordered by address."""
    return [
        SeveralSpellings(address=address, spellings=_spellings(address), counts=personal_rows.counts(address))
        for address in sorted(_addresses())
    ]


def _addresses() -> set[str]:
    addresses: set[str] = set()
    for data, rows in _with_own_address():
        if any(field.name == "is_second_spelling" for field in data.model._meta.concrete_fields):
            addresses.update(rows.filter(is_second_spelling=True).values_list(str(data.subject), flat=True))
    return addresses


def _spellings(address: str) -> list[str]:
    written = {
        spelling
        for data, rows in _with_own_address()
        for spelling in rows.filter(**{str(data.subject): address}).values_list(f"{data.subject}{WRITTEN}", flat=True)
    }
    return sorted(written)


def _with_own_address() -> Iterator[tuple[PersonalData, "QuerySet"]]:
    """Yield each declared model that has a column with the person's address, and all of its rows."""
    for data in declarations.all_personal():
        try:
            field = data.model._meta.get_field(data.subject or "")
        except FieldDoesNotExist:
            continue
        if isinstance(field, AddressField):
            yield data, data.model._base_manager.all()
