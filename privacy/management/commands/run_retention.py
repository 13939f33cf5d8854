"""Delete what is due."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from privacy.deadlines import PLACE
from privacy.operations import retention


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=_moment, metavar="T", help="as if it were this date or time (ISO 8601)")
        parser.add_argument("--dry-run", action="store_true", help="count what is due; change nothing")

    def handle(self, *_args: Any, now: datetime | None, dry_run: bool, **_options: Any) -> None:
        clock = timezone.now()
        as_of = now or clock
        if dry_run:
            lines = [(one.rule, one.model, one.rows) for one in retention.due(as_of)]
        else:
            lines = [(one.rule, one.model, one.deleted) for one in retention.run(as_of=as_of, now=clock)]
        for rule, model, rows in lines:
            if rows:
                self.stdout.write(f"{rows:8}  {model:32} {rule}")
        total = sum(rows for _rule, _model, rows in lines)
        self.stdout.write(
            f"{total} rows {'due' if dry_run else 'deleted'} as of {as_of.isoformat(timespec='seconds')}."
        )


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
