"""Write the record of processing activities (GDPR Art. 30(1)); what is missing in it is named on standard error."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.record.operations import RecordFormat, export_record


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--format", choices=[str(choice) for choice in RecordFormat], default=str(RecordFormat.JSON)
        )
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument("--output", type=Path, metavar="FILE", help="instead of standard output")

    def handle(self, *_args: Any, format: str, language: str, output: Path | None, **_options: Any) -> None:  # noqa: A002
        file = export_record(form=RecordFormat(format), language=language, now=timezone.now())
        if output:
            output.write_bytes(file.content)
        elif format == RecordFormat.JSON:
            self.stdout.write(file.content.decode(), ending="")
        else:
            sys.stdout.buffer.write(file.content)
        for missing in file.missing:
            self.stderr.write(missing)
