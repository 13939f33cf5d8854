"""The text of consent, exactly as the sign-up page shows it."""

import hashlib

from django.utils.translation import gettext as _

from privacy.register import in_force
from privacy.register.statements.site_sentences import promised


def controller_name() -> str:
    """Return the name of the controller according to the policy in force."""
    return in_force.controller().name


def consent_text() -> str:
    """Return the text of consent, which is shown above the button, in the active language."""
    if name := controller_name():
        text = _(
            "When you press the button, you agree that %(name)s sends you its newsletter by e-mail. "
            "You can unsubscribe at any time."
        ) % {"name": name}
    else:
        text = _(
            "When you press the button, you agree that we send you our newsletter by e-mail. "
            "You can unsubscribe at any time."
        )
    return f"{text} {promised('newsletter.consent-erasure')}".strip()


def fingerprint(text: str) -> str:
    """Return the hash under which a text of consent is stored."""
    return hashlib.sha256(text.encode()).hexdigest()
