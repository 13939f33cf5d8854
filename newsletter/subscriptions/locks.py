"""The lock of an address, which whoever signs up, confirms or leaves takes before any row and before the journal."""

from collections.abc import Sequence

from django.db import connection

from privacy.addresses.normal import Address


def lock_addresses(addresses: Sequence[str]) -> None:
    """Lock what the limit counts as one address, for many at once, until the end of the transaction."""
    keys = sorted({f"newsletter {_counted(address)}" for address in addresses})
    # In the order of the locks themselves, so that two transactions cannot wait for each other.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(number) FROM (SELECT DISTINCT hashtextextended(key, 0) AS number"
            " FROM unnest(%s::text[]) AS key ORDER BY 1) AS locks",
            [keys],
        )


def _counted(address: str) -> str:
    return address.counted if isinstance(address, Address) else address
