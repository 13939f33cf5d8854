"""Names of the background jobs."""

SIGN_JOURNAL = "privacy.sign_journal"
VERIFY_JOURNAL = "privacy.verify_journal"
