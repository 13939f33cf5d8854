"""Restore a backup into a scratch database, to see that it can be restored; the site is not touched."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from privacy.errors import PrivacyError
from proviso_site.backup import drilling, records
from proviso_site.backup.errors import BackupError


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the newest in BACKUP_FOLDER if none is named")

    def handle(self, *_args: Any, file: Path | None, **_options: Any) -> None:
        now = timezone.now()
        try:
            path = (file or drilling.newest()).absolute()
            rows, lines = drilling.drill(path=path, now=now)
        except (BackupError, PrivacyError, DatabaseError, OSError) as error:
            records.record_failure("drill", error, now)
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{path.name} can be restored: {rows} rows, the journal's chain holds, "
            f"{lines} lines of the ledger done again."
        )
