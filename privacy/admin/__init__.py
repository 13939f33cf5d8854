"""The register and its records, as staff see them."""

from privacy.admin import breaches, recipients, records, register, revisions

__all__ = ["breaches", "recipients", "records", "register", "revisions"]
