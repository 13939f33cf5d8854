"""Names of the background jobs."""

TELL_STAFF = "privacy.tell_staff"
