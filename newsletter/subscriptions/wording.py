"""The text of consent, exactly as the sign-up page shows it."""

import hashlib

from django.utils.translation import gettext as _

from privacy.register import in_force


def controller_name() -> str:
    """Return the name of the controller according to the policy in force."""
    return in_force.controller().name


def consent_text() -> str:
    """Return the text of consent, which is shown above the button, in the active language."""
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
    """Return the hash under which a text of consent is stored."""
    return hashlib.sha256(text.encode()).hexdigest()
