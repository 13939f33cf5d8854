"""The register and its records, as staff see them."""

from privacy.admin import records, register, revisions

__all__ = ["records", "register", "revisions"]
