"""The box for the newsletter on forms of other apps."""

from django.utils.translation import gettext as _

from consent.optional_boxes.registry import OptionalBox, Tick, boxes
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.wording import controller_name
from privacy.register import in_force


def words() -> str:
    """Return what a tick says yes to; empty where the policy in force tells of no newsletter."""
    if not in_force.tells("newsletter"):
        return ""
    name = controller_name()
    if not name:
        return _("Yes, send me your newsletter by e-mail too. I can unsubscribe at any time.")
    return _("Yes, %(name)s may send me its newsletter by e-mail too. I can unsubscribe at any time.") % {"name": name}


def sign_up(tick: Tick) -> None:
    """Ask the owner of the address to confirm, as after the newsletter's own form."""
    subscriptions.sign_up(
        address=tick.address, language=tick.language, form=tick.form, text=tick.words, sender=tick.sender, now=tick.now
    )


boxes.add("newsletter", OptionalBox(words=words, carry_out=sign_up))
