"""The clock of a request: one month from the receipt, with pauses as intervals (LAW D-03, D-04, D-09)."""

from datetime import date, datetime

from dsar.cases.models import Case
from dsar.cases.pauses import Pause
from privacy.law.deadlines import Deadline, add_working_days, answer_deadline, local_date
from privacy.law.home import home_country

WORKING_DAYS_TO_ASK = 3
WORKING_DAYS_TO_PASS_ON = 3  # the customer has the same month, from the same day
_NO_COUNTRY = "ZZ"  # no public holiday is known, and none counts later either


def start(case: Case) -> None:
    """Set the dates of a new request, by the public holidays of the controller's country of today."""
    case.country = home_country() or _NO_COUNTRY
    case.set_deadline(without_pauses(case))


def deadline(case: Case, *, now: datetime) -> Deadline:
    """Return the dates of a request with its extension and its pauses; one that runs counts until ``now``."""
    paused = days_paused(case, now)
    return answer_deadline(case.counts_from, months=case.months, country=case.holidays_of, paused=paused)


def without_pauses(case: Case) -> Deadline:
    """Return the dates that would count if no authority accepted the pauses: staff see both (LAW D-09)."""
    return answer_deadline(case.counts_from, months=case.months, country=case.holidays_of)


def days_paused(case: Case, now: datetime) -> int:
    """Return for how many days the clock of a request stood still."""
    pauses = Pause.objects.filter(case=case.pk, asked_at__gte=case.counts_from)
    return sum((local_date(pause.answered_at or now) - local_date(pause.asked_at)).days for pause in pauses)


def last_day_to_ask(case: Case) -> date:
    """Return the last day on which a question of identity stops the clock: asked promptly, or it does not."""
    return add_working_days(local_date(case.counts_from), WORKING_DAYS_TO_ASK, case.holidays_of)


def day_to_pass_on(case: Case) -> date:
    """Return the last day to pass a request on to the customer who decides over the data (LAW D-34)."""
    return add_working_days(local_date(case.received_at), WORKING_DAYS_TO_PASS_ON, case.holidays_of)
