"""Names of the background tasks."""

PROCESS_EVENT = "newsletter.process_event"
PROCESS_EVENTS = "newsletter.process_events"
COMPARE_PROVIDER = "newsletter.compare_provider"
