"""Names of the Celery tasks."""

READ_LISTS = "privacy.read_lists"
REVIEW_TRANSFERS = "privacy.review_transfers"
