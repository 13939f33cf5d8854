"""Dashboard blocks: letters to print, and people whose address was kept under several spellings."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsar.cases.paper import PaperLetter
from dsar.people.spellings import number_of_people
from privacy.staff.dashboard import DashboardBlock, DashboardItem, dashboard_block

_SHOWN = 5


@dashboard_block(order=45)
def spellings(now: datetime) -> DashboardBlock:
    """Count the people with several spellings, without their addresses."""
    count, url = number_of_people(), reverse("admin:dsar_case_spellings")
    text = ngettext("%(count)s person has several rows", "%(count)s people have several rows", count)
    note = _("Their address was written in several ways.")
    return DashboardBlock(
        is_about_people=True,
        title=_("One mailbox, several spellings"),
        count=count,
        items=[DashboardItem(text=text % {"count": count}, url=url, note=note)] if count else [],
        url=url,
        empty=_("Nobody is kept under two spellings of one address."),
    )


@dashboard_block(order=11)
def letters_to_print(now: datetime) -> DashboardBlock:
    """List the requests with letters that wait to be printed and sent, the oldest first."""
    waiting = PaperLetter.objects.select_related("case")
    return DashboardBlock(
        is_about_people=True,
        title=_("Letters to print and send"),
        count=waiting.count(),
        items=[
            DashboardItem(
                text=f"{letter.case.which_right.label} {letter.case.reference}",
                url=reverse("admin:dsar_case_change", args=[letter.case_id]),
                note=letter.in_words,
                is_urgent=True,
            )
            for letter in waiting[:_SHOWN]
        ],
        url=reverse("admin:dsar_case_changelist"),
        empty=_("No letter waits to be printed."),
    )
