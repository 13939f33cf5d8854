"""Bring a list of another tool along: show what would become of its rows, and take them over with --take-over."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.imports import operations as imports
from newsletter.imports.enums import Basis, ImportState
from newsletter.imports.errors import ImportNotWaiting
from newsletter.imports.models import ListImport
from newsletter.imports.running import in_words
from privacy.addresses.enums import AddressFault


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--basis", choices=Basis.values, default=Basis.ASK.value)
        parser.add_argument("--consent-text", type=Path, help="a file with the words that they agreed to")
        parser.add_argument("--source", default="", help="the form or place where they agreed")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=dict(settings.LANGUAGES))
        parser.add_argument("--take-over", action="store_true", help="do it; without this nothing is written")
        parser.add_argument("--go-on", type=UUID, metavar="IMPORT", help="an import that was interrupted")

    def handle(self, *_args: Any, file: Path | None, go_on: UUID | None, take_over: bool, **options: Any) -> None:
        if go_on is None:
            row = self._read(file, options)
            if not take_over:
                imports.discard(import_id=row.pk)
                self.stdout.write("Nothing was written. To do it: the same with --take-over.")
                return
            go_on = row.pk
        try:
            imports.take_over(import_id=go_on, by=None, now=timezone.now())
            self.stdout.write(f"If it is interrupted: import_subscribers --go-on {go_on}")
            for row in imports.take_over_rows(import_id=go_on, clock=timezone.now):
                self.stdout.write(f"{row.done_rows} of {row.rows} rows", ending="\r")
        except (ImportNotWaiting, ListImport.DoesNotExist) as error:
            raise CommandError(str(ImportNotWaiting())) from error
        self._report(row.results, "done")

    def _read(self, file: Path | None, options: dict[str, Any]) -> ListImport:
        text = options["consent_text"]
        if file is None:
            raise CommandError("Name a file.")
        if options["basis"] == Basis.CONFIRMED and not (text and options["source"].strip()):
            raise CommandError("Consents need evidence: --consent-text FILE and --source TEXT, or --basis ask.")
        try:
            row = imports.upload(
                content=file.read_bytes(),
                basis=Basis(options["basis"]),
                consent_text=text.read_text(encoding="utf-8") if text else "",
                source=options["source"],
                language=options["language"],
                by=None,
                now=timezone.now(),
            )
        except OSError as error:
            raise CommandError(str(error)) from error
        row = imports.read(import_id=row.pk)
        if row.state == ImportState.UNREADABLE:
            imports.discard(import_id=row.pk)
            raise CommandError(f"{file}: no column with e-mail addresses was found.")
        self._report(row.counts, "would be")
        for place, fate, fault in row.faults:
            self.stdout.write(f"line {place}: {AddressFault(fault).label if fault else fate}")
        return row

    def _report(self, counts: dict[str, int], verb: str) -> None:
        self.stdout.write("\n".join(f"{verb:8} {line}" for line in in_words(counts)))
