"""Names of the background jobs."""

END_SIGHTINGS = "consent.end_sightings"
