"""Hashes by which the journal knows a personal value without holding it.

The salt stands in the row and is deleted with it: what the journal keeps then says nothing (LAW X-11). Whoever changes
the value in the row cannot choose a salt that leads to the same hash.
"""

import hashlib
from uuid import UUID


def salted_digest(salt: UUID, *values: object) -> str:
    """Return the hash of values, as the journal stores it."""
    return hashlib.sha256("\n".join(map(str, (salt, *values))).encode()).hexdigest()


def salted_digest_sql(*columns: str) -> str:
    """Return the SQL of ``salted_digest`` of the same values; the first column is the salt."""
    return f"encode(sha256(convert_to(concat_ws(E'\\n', {', '.join(columns)}), 'UTF8')), 'hex')"
