"""Names of the background jobs."""

CHECK_PROMISES = "privacy.check_promises"
