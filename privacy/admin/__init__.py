"""The register and its records, as staff see them."""

from privacy.admin import breaches, records, register, revisions

__all__ = ["breaches", "records", "register", "revisions"]
