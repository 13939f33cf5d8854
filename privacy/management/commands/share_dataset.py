"""Share a table with a partner if it is anonymous; say why not and exit 1 if it is not."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.conf import privacy_settings
from privacy.law.deadlines import local_date
from privacy.statistics import sharing
from privacy.statistics.errors import NotAnonymous
from privacy.statistics.models import PartnerAgreement
from privacy.statistics.sharable import all_sharable, find_sharable


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agreement", type=int, help="the number of the agreement with the partner")
        parser.add_argument(
            "table", nargs="?", choices=[dataset.key for dataset in all_sharable()], help="a table of ours"
        )
        parser.add_argument("--file", type=Path, help="or a CSV file")
        parser.add_argument("--counted", default="", help="the file's column of counts")

    def handle(
        self, *_args: Any, agreement: int, table: str | None, file: Path | None, counted: str, **_options: Any
    ) -> None:
        now = timezone.now()
        if bool(table) == bool(file):
            raise CommandError("Give the name of a table, or --file; not both.")
        try:
            terms = PartnerAgreement.objects.get(pk=agreement)
            if file:
                name, data = "uploaded", sharing.read_csv(file.read_text(encoding="utf-8-sig"), counted)
            else:
                name = str(table)
                data = find_sharable(name).make(local_date(now).replace(day=1), privacy_settings().smallest_shared)
            kept = sharing.share(agreement=terms, dataset=name, data=data, staff_id=0, now=now)
        except PartnerAgreement.DoesNotExist as missing:
            raise CommandError(f"No agreement has the number {agreement}.") from missing
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {type(error).__name__}") from error
        except NotAnonymous as refused:
            self.stderr.write("\n".join(refused.reasons))
            sys.exit(1)
        self.stdout.write(f"{kept.rows} rows for {terms.partner}: {kept.sha256}")
