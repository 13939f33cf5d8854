"""The text of consent to a profile, exactly as its page shows it."""

from django.utils.translation import gettext as _


def consent_text() -> str:
    """Return what a yes says, in the active language."""
    return _(
        "You say yes to a list of what you seem to be interested in. It is made by the rules on this page from what "
        "you did with us, and decides which newsletters you get if you have chosen no topics. You can say no at any "
        "time; the list is then deleted at once."
    )
