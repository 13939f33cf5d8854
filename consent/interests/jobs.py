"""Names of the background jobs."""

DERIVE = "consent.derive_interests"
