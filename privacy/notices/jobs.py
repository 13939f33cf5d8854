"""Names of the background jobs."""

DELIVER = "privacy.deliver_notice"
TICK = "privacy.deliver_notices"
