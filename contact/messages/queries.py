"""Queries of the register in force."""

from privacy.languages.fields import in_language
from privacy.register import in_force


def retention_period() -> str:
    """Return the retention period of messages according to the policy in force, in the active language."""
    rules = {rule.key: rule for rule in in_force.register().retention_rules}
    return in_language(rules["contact.message"].period) if "contact.message" in rules else ""
