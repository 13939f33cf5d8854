"""The text of consent to a profile, exactly as its page shows it."""

from django.utils.translation import gettext as _

from privacy.register.statements.site_sentences import promised


def consent_text() -> str:
    """Return what a yes says, in the active language."""
    text = _(
        "You say yes to a list of what you seem to be interested in. It is made by the rules on this page from what "
        "you did with us. You can say no at any time."
    )
    return f"{text} {promised('interests.decides')} {promised('interests.no-works-at-once')}"
