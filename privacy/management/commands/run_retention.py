"""Delete what is due."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from privacy.law.deadlines import PLACE
from privacy.retention import forecast
from privacy.retention import operations as retention
from privacy.retention.enums import RunState


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=_moment, metavar="T", help="as if it were this date or time (ISO 8601)")
        parser.add_argument("--dry-run", action="store_true", help="count what is due and what will be; change nothing")
        parser.add_argument(
            "--beyond-limits", action="store_true", help="do not stop to ask, this once, however much would go"
        )

    def handle(self, *_args: Any, now: datetime | None, dry_run: bool, beyond_limits: bool, **_options: Any) -> None:
        clock = timezone.now()
        as_of = now or clock
        if dry_run:
            self._print([(due.rows, due.model, due.rule) for due in retention.count_due(as_of)], "due", as_of)
            self._print_ahead(as_of)
            return
        runs = retention.run(as_of=as_of, now=clock, beyond_limits=beyond_limits)
        self._print([(run.deleted, run.model, run.rule) for run in runs], "deleted", as_of)
        for run in runs:
            if run.state in (RunState.PREVIEW, RunState.STOPPED):
                self.stdout.write(f"{run.due} rows wait for staff: {run.model}, {run.rule} ({run.state})")
        retention.vacuum_tables(runs=runs)

    def _print(self, lines: list[tuple[int, str, str]], what: str, as_of: datetime) -> None:
        for rows, model, rule in lines:
            if rows:
                self.stdout.write(f"{rows:8}  {model:32} {rule}")
        total = sum(line[0] for line in lines)
        self.stdout.write(f"{total} rows {what} as of {as_of.isoformat(timespec='seconds')}.")

    def _print_ahead(self, as_of: datetime) -> None:
        """Print the figures of the administration's chart."""
        for span, total, _percent in forecast.make_forecast(as_of).bars[1:]:
            self.stdout.write(f"{total:8}  more until {span.end.date().isoformat()}")


def _moment(text: str) -> datetime:
    """Read a date or a time; without a zone it is local time where the controller is."""
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)):
            moment = datetime(day.year, day.month, day.day, tzinfo=PLACE)
    except ValueError as error:
        raise ArgumentTypeError(f"{text}: {error}") from error
    if moment is None:
        raise ArgumentTypeError(f"{text}: give a date or a time such as 2026-12-31 or 2026-12-31T12:00:00+01:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=PLACE)
