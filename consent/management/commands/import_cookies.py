"""Read the table of cookies out of an existing policy into the draft register, and say what is wrong with it."""

import json as json_format
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from consent.importing.errors import UnreadablePolicy
from consent.importing.operations import import_policy
from consent.importing.reading import MOST_BYTES
from consent.importing.report import as_json, as_text


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a policy as plain text, HTML or CSV")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done; change nothing")
        parser.add_argument("--json", action="store_true", help="for machines, also what cannot be read")
        parser.add_argument("--encoding", default="", help="if it is neither UTF-8 nor Windows-1252")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES]
        )

    def handle(self, *_args: Any, file: Path, dry_run: bool, json: bool, encoding: str, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        try:
            done = import_policy(data=data, encoding=encoding, is_dry_run=dry_run)
        except UnreadablePolicy as error:
            if not json:
                raise CommandError("\n".join(f"{file}: {fault}" for fault in error.faults)) from error
            faults = [{"line": fault.line, "message": fault.message} for fault in error.faults]
            self.stdout.write(json_format.dumps({"file": str(file), "faults": faults}, ensure_ascii=False, indent=2))
            sys.exit(1)
        with translation.override(options["language"]):
            self.stdout.write(as_json(done, str(file), dry_run) if json else as_text(done, dry_run))
