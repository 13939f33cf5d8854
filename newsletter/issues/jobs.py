"""Names of the background tasks."""

DELIVER_ISSUE = "newsletter.deliver_issue"
RESUME_ISSUES = "newsletter.resume_issues"
