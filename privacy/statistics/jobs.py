"""Names of the background jobs."""

END_VISITS = "privacy.end_visits"
