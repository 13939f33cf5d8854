"""The line about cookies in the short version of the policy."""

from django.utils.translation import gettext_lazy as _

from privacy.policy.summary import Facts, summary_line
from privacy.register.frozen.register import Register


@summary_line("consent.in-short", order=40, page="choices", link=_("Cookie choices"))
def in_short(register: Register) -> Facts:
    """Return nothing to fill in, where the register has services to choose."""
    return {} if register.services else None
