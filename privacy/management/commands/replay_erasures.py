"""After a restore: do again every erasure, end and withdrawal that the ledger knows and this database does not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.erasure import replaying
from privacy.erasure.errors import LedgerError


class Command(BaseCommand):
    help = f"{__doc__} Looks for all of them afterwards; the site stays closed until none is found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--restored", action="store_true", help="say that the database was restored, though no line is missing"
        )
        parser.add_argument(
            "--rewrite-ledger",
            action="store_true",
            help="the ledger is lost for good and this database is not a restored one: write it anew",
        )

    def handle(self, *_args: Any, restored: bool, rewrite_ledger: bool, **_options: Any) -> None:
        now = timezone.now()
        try:
            if rewrite_ledger:
                self.stdout.write(f"{replaying.rewrite_ledger(now=now)} lines written anew.")
            done = replaying.replay(now=now, is_declared=restored)
        except (LedgerError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.again} lines done again, {done.proven} proven gone, {done.deleted} rows deleted by retention."
        )
