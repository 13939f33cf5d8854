"""Names of the background jobs."""

READ_LISTS = "privacy.read_lists"
