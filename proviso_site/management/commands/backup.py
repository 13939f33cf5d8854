"""Write everything that must survive into one file, and delete backups that are older than they may be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.conf import privacy_settings
from proviso_site.backup import making
from proviso_site.backup.errors import BackupError


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plain", action="store_true", help="do not encrypt it: whoever has it has all")

    def handle(self, *_args: Any, plain: bool, **_options: Any) -> None:
        folder, now = Path(privacy_settings().backup_folder), timezone.now()
        try:
            path = making.make_backup(folder=folder, now=now, is_plain=plain)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        days, most = privacy_settings().backup_days, privacy_settings().backup_most
        expired = making.prune(folder=folder, days=days, most=most, now=now)
        sealed = "NOT encrypted" if plain else "encrypted"
        self.stdout.write(f"{path} ({path.stat().st_size} bytes, {sealed}); {len(expired)} older deleted.")
        self.stdout.write(f"Not in it, keep them elsewhere: {', '.join(making.KEPT_ELSEWHERE)}.")
