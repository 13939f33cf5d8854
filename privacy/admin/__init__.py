"""The register and its records, as staff see them."""

from privacy.admin import breaches, holds, recipients, records, register, retention, revisions, visits

__all__ = ["breaches", "holds", "recipients", "records", "register", "retention", "revisions", "visits"]
