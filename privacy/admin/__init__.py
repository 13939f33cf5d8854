"""The register and its records, as staff see them."""

from privacy.admin import (
    breaches,
    holds,
    promises,
    recipients,
    records,
    register,
    retention,
    revisions,
    sharing,
    statements,
    visits,
)

__all__ = [
    "breaches",
    "holds",
    "promises",
    "recipients",
    "records",
    "register",
    "retention",
    "revisions",
    "sharing",
    "statements",
    "visits",
]
