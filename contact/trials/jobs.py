"""Names of the background tasks."""

REMIND = "contact.remind_of_ends"
