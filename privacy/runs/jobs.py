"""Names of the background jobs."""

CLOSE_INTERRUPTED = "privacy.close_interrupted_runs"
