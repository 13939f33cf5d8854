"""Names of the background jobs."""

END_SIGHTINGS = "consent.end_sightings"
FORGET_ENDED = "consent.forget_ended"
