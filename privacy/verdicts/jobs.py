"""Names of the Celery tasks."""

CHECK_PROMISES = "privacy.check_promises"
