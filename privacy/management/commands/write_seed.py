"""Write the draft register as a seed file, which ``seed_site`` loads here or on another site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.register import seed_rows
from privacy.register.seed_file import as_toml


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a new file; none: standard output")

    def handle(self, *_args: Any, file: Path | None, **_options: Any) -> None:
        text = as_toml(seed_rows.draft())
        if file is None:
            self.stdout.write(text, ending="")
            return
        try:
            with file.open("x", encoding="utf-8") as opened:  # never over a file that somebody has written by hand
                opened.write(text)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        self.stdout.write(f"The draft register is in {file}.")
