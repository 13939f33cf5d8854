"""Names of the Celery tasks."""

POST_ANNOUNCEMENTS = "privacy.post_announcements"
