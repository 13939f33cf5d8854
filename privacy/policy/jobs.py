"""Names of the background jobs."""

POST_ANNOUNCEMENTS = "privacy.post_announcements"
