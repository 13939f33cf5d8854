"""Names of the background jobs."""

RUN_RETENTION = "privacy.run_retention"
