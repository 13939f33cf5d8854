"""Names of the background jobs."""

READ_MAIL = "privacy.read_mail"
READ_WAITING_MAILS = "privacy.read_waiting_mails"
FETCH_MAILS = "privacy.fetch_mails"
