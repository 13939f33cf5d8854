"""Reads from the register."""

from privacy.languages.fields import in_language
from privacy.register import in_force


def kept_for() -> str:
    """Return, in the active language, how long a message is kept, as the policy in force says it."""
    rules = {rule.key: rule for rule in in_force.register().retention_rules}
    return in_language(rules["contact.message"].period) if "contact.message" in rules else ""
