"""The line about the rights in the short version of the policy."""

from django.utils.translation import gettext_lazy as _

from privacy.policy.summary import Facts, summary_line
from privacy.register.frozen.register import Register


@summary_line("dsar.in-short", order=90, page="rights", link=_("My data"))
def in_short(_register: Register) -> Facts:
    """Return nothing to fill in: everybody has the rights."""
    return {}
