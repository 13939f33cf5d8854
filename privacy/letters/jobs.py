"""Names of the background jobs."""

SEND_LETTER = "privacy.send_letter"
SEND_DUE_LETTERS = "privacy.send_due_letters"
