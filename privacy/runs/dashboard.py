"""Dashboard block: work in the background that is under way, and work that did not come to its end."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.runs.background import kinds, latest
from privacy.runs.enums import RunState
from privacy.runs.models import StaffRun
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN_FOR = timedelta(days=1)


@dashboard_block(order=38)
def work_in_the_background(now: datetime) -> DashboardBlock:
    """Show the newest run of each kind of work while it is under way, and for a day if it was not done."""
    runs = [run for kind in kinds if (run := latest(kind)) and _is_shown(run, now)]
    return DashboardBlock(
        title=_("Work in the background"),
        count=len(runs),
        items=[
            DashboardItem(
                text=str(kinds[run.kind].title),
                url=reverse(kinds[run.kind].url_name),
                note=run.get_state_display(),
                is_urgent=not run.is_active,
            )
            for run in runs
        ],
        empty=_("Nothing is under way."),
    )


def _is_shown(run: StaffRun, now: datetime) -> bool:
    return run.is_active or (run.state != RunState.DONE and now - run.asked_at < _SHOWN_FOR)
