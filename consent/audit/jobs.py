"""Names of the background jobs."""

AUDIT_WHEN_DUE = "consent.audit_when_due"
