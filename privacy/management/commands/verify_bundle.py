"""Verify the file that was handed out for an inspection."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.inspection.operations import faults_of


class Command(BaseCommand):
    help = "Exit 1 if a file of an inspection's bundle was changed, or if the signature is not ours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from error
        if faults := list(faults_of(content)):
            raise CommandError("\n".join(faults))
        self.stdout.write("It is whole, and signed by us.")
