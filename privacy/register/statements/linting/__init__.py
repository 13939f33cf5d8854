"""Linter of the notice of a frozen register: gaps G-01 to G-25, and GDPR Art. 13 and 14."""

from privacy.register.statements.linting import (
    checks_cookies,
    checks_denials,
    checks_languages,
    checks_rows,
    checks_times,
    checks_words,
)
from privacy.register.statements.linting.findings import Finding, findings, open_findings

__all__ = [
    "Finding", "checks_cookies", "checks_denials", "checks_languages", "checks_rows", "checks_times", "checks_words",
    "findings", "open_findings",
]  # fmt: skip
