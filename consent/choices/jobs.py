"""Names of the background jobs."""

SEAL = "consent.seal"
