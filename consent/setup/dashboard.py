"""The way to the setup assistant: first on the first page until a policy is in force, then among its pages."""

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.setup import queries, steps
from privacy.staff.dashboard import DashboardItem, DashboardPage, add_page, opening


@opening
def begin(user: User | AnonymousUser) -> DashboardItem | None:
    """Lead whoever may edit the register to the next step, while nothing is published."""
    if queries.is_published() or not user.has_perms(queries.MAY_EDIT):
        return None
    states = steps.states()
    done = sum(state.is_done for state in states)
    step = steps.first_open()
    note = _("%(done)d of %(count)d steps are done. Next: %(title)s.") % {
        "done": done,
        "count": len(states),
        "title": step.title,
    }
    return DashboardItem(text=_("Set up your policy"), url=step.url, note=note)


add_page(
    5,
    DashboardPage(
        title=gettext_lazy("The setup assistant"),
        url_name="admin:privacy_setup",
        permission="privacy.change_controller",
        note=gettext_lazy("Suppliers from a catalogue, your old policy, and what is missing."),
    ),
)
