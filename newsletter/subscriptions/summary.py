"""The line about the newsletter in the short version of the policy."""

from django.utils.translation import gettext_lazy as _

from privacy.policy.summary import Facts, summary_line
from privacy.register import in_force
from privacy.register.frozen.register import Register


@summary_line("newsletter.in-short", order=80, page="newsletter", link=_("Newsletter"))
def in_short(register: Register) -> Facts:
    """Return nothing to fill in, where the policy tells of a newsletter."""
    return {} if in_force.tells("newsletter") else None
