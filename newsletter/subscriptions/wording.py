"""The words that a subscriber agrees to, exactly as the page shows them."""

import hashlib

from django.utils.translation import gettext as _

from privacy.register import in_force


def controller_name() -> str:
    """Return who asks for the consent, as the policy in force names them."""
    return in_force.controller().name


def consent_text() -> str:
    """Return, in the active language, the sentence that stands above the button."""
    if name := controller_name():
        return _(
            "When you press the button, you agree that %(name)s sends you its newsletter by e-mail. "
            "You can unsubscribe at any time, and we then delete your data within 30 days."
        ) % {"name": name}
    return _(
        "When you press the button, you agree that we send you our newsletter by e-mail. "
        "You can unsubscribe at any time, and we then delete your data within 30 days."
    )


def fingerprint(text: str) -> str:
    """Return the hash under which a consent text is kept."""
    return hashlib.sha256(text.encode()).hexdigest()
