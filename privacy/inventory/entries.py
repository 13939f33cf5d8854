"""A person's entries in columns that name several people: lists, JSON, texts with addresses."""

import hashlib
import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, JSONField, Model

from privacy.addresses.normal import lookup_form
from privacy.inventory import declarations
from privacy.inventory.declarations import PersonalData
from privacy.inventory.people import Who, addresses_in_text, each, replace_addresses

MARK = "[…]"  # No longer than any address, so that it fits wherever one did.
_BETWEEN = re.compile(r"(\s*[,;\n]\s*)")
_ENTRY = re.compile(r"(?:[^\"<>\[\]{}]*<[^<>\s]+>|[^\s\"<>\[\]{}]+)")  # ``Kari <kari@example.com>``, or the address
_LENGTH = 32
Whose = Collection[str]


def names_of(who: Who) -> tuple[str, ...]:
    """Return names for somebody's addresses that say nothing, for a plan that is kept: salted hashes."""
    salt = secrets.token_hex(8)
    return tuple(f"{salt}.{_hashed(salt, lookup_form(address))}" for address in each(who))


def may_be_several_peoples(model: type[Model], field: Field) -> bool:
    """Tell whether a column can name several people."""
    data = declarations.models.get(model)
    subjects = data.own_subjects if isinstance(data, PersonalData) else ()
    is_text = any(subject.is_within and subject.lookup.partition("__")[0] == field.name for subject in subjects)
    return is_text or isinstance(field, JSONField | ArrayField)


def without(value: Any, of: Whose) -> Any:
    """Return a value without somebody's entries: of a list they are gone, in a text a mark stands for the address.

    None where it names nobody else: then the column is emptied as a whole.
    """
    _own, others = _divided(value, of)
    return _without(value, of) if others else None


def with_again(value: Any, old: Any, of: Whose) -> Any:
    """Return a value with somebody's entries back, as ``old`` had them; None where somebody has written since.

    Of a list it is only the entries that come back, since others may have changed theirs.
    """
    if value == without(old, of):
        return old
    if isinstance(value, list) and isinstance(old, list):
        gone = [entry for entry in old if _is_own(entry, of)]
        return [*value, *(entry for entry in gone if entry not in value)]
    return None


def _without(value: Any, of: Whose) -> Any:
    if isinstance(value, str):
        return _text_without(value, of)
    if isinstance(value, list | tuple):
        return [_without(entry, of) for entry in value if not _is_own(entry, of)]
    if isinstance(value, dict):
        return dict(_pairs_without(value, of))
    return value


def _pairs_without(value: Mapping[str, Any], of: Whose) -> Iterable[tuple[str, Any]]:
    for key, entry in value.items():
        if _is_own(entry, of) and not isinstance(entry, str):
            yield _text_without(key, of), type(entry)()
        elif not _is_own(key, of) or _divided(entry, of)[1]:
            yield _text_without(key, of), _without(entry, of)


def _text_without(text: str, of: Whose) -> str:
    parts = _BETWEEN.split(text)
    # A list of addresses, and not words with addresses among them, which are somebody's.
    if all(len(addresses_in_text(part)) == 1 and _ENTRY.fullmatch(part) for part in parts[::2] if part.strip()):
        return "".join(MARK if _is_own(part, of) else part for part in parts)
    return replace_addresses(text, lambda address: MARK if _is_named(address, of) else None)


def _is_own(value: Any, of: Whose) -> bool:
    """Tell whether a value names this person and nobody else."""
    own, others = _divided(value, of)
    return own and not others


def _divided(value: Any, of: Whose) -> tuple[bool, bool]:
    """Tell whether a value names this person, and whether it names others."""
    named = [_is_named(address, of) for text in _texts(value) for address in addresses_in_text(text)]
    return any(named), not all(named)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield str(key)
            yield from _texts(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _texts(entry)


def _is_named(address: str, of: Whose) -> bool:
    return any(_hashed(salt, address) == digest for salt, _dot, digest in (name.partition(".") for name in of))


def _hashed(salt: str, address: str) -> str:
    return hashlib.sha256(f"{salt}{address}".encode()).hexdigest()[:_LENGTH]
