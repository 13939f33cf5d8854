"""Names of the background jobs."""

DELIVER_ISSUE = "newsletter.deliver_issue"
RESUME_ISSUES = "newsletter.resume_issues"
