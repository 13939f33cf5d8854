"""Names of the background jobs."""

COPY_LEDGER = "privacy.copy_ledger"
