"""Names of the background jobs."""

WATCH_BREACHES = "privacy.watch_breaches"
