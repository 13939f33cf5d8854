"""Write everything that must survive into one file, and delete backups that are older than they may be."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.conf import privacy_settings
from proviso_site.backup import making
from proviso_site.backup.errors import BackupError


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        folder, now = Path(privacy_settings().backup_folder), timezone.now()
        try:
            path = making.make_backup(folder=folder, now=now)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        expired = making.prune(folder=folder, days=privacy_settings().backup_days, now=now)
        sealed = "encrypted" if settings.BACKUP_RECIPIENT else "NOT encrypted: set BACKUP_RECIPIENT"
        self.stdout.write(f"{path} ({path.stat().st_size} bytes, {sealed}); {len(expired)} older deleted.")
        self.stdout.write(f"Not in it, keep them elsewhere: {', '.join(making.KEPT_ELSEWHERE)}.")
