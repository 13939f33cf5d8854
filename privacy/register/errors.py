"""What can go wrong here. Each docstring is the default message."""

from privacy.errors import PrivacyError


class SeedError(PrivacyError):
    """The seed file cannot be read; see the line or key named and compare with proviso_site/seed/proviso.toml."""
