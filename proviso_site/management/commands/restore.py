"""Put a backup in the place of the site's database and files, then do again every erasure that was made since."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from proviso_site.backup import opening, restoring
from proviso_site.backup.errors import BackupError


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--without-replay", action="store_true", help="stop before replay_erasures; the site stays closed"
        )
        parser.add_argument(
            "--without-ledger", action="store_true", help="the ledger is lost: restore all the same, erasures and all"
        )

    def handle(self, *_args: Any, file: Path, without_replay: bool, without_ledger: bool, **_options: Any) -> None:
        try:
            with opening.open_backup(file.absolute()) as backup:
                if not without_ledger:
                    opening.refuse_another_ledger(backup)
                report = restoring.restore(
                    backup=backup,
                    is_without_ledger=without_ledger,
                    is_without_replay=without_replay,
                    now=timezone.now(),
                )
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {file.name} of {backup.made_at:%Y-%m-%d %H:%M} UTC.")
        for line in report.lines:
            self.stdout.write(line)
        if without_replay:
            self.stdout.write("The site is closed until `manage.py replay_erasures` is done.")
        else:
            call_command("replay_erasures", stdout=self.stdout)
