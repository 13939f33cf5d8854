"""Write the list of confirmed subscribers as CSV, with the evidence of each consent; the journal knows that it was."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.imports import exporting


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="standard output if none is named")

    def handle(self, *_args: Any, file: Path | None, **_options: Any) -> None:
        exporting.note(by=None, now=timezone.now())
        if file is None:
            sys.stdout.writelines(exporting.lines())
            return
        try:
            with file.open("x", encoding="utf-8", newline="") as written:
                # Nobody else of this machine reads it.
                file.chmod(0o600)
                written.writelines(exporting.lines())
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: keep it no longer than you need it.")
