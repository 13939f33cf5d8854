"""What is known and not known of each recipient's transfers, and what promise P24 would need (LAW T-11)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.law.deadlines import local_date
from privacy.recipients.transfer_report import Entry, as_plain, report


class Command(BaseCommand):
    help = "Report on every recipient and leg: green, amber or red, why, and what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="is_json")

    def handle(self, *_args: Any, **options: Any) -> None:
        entries = report(local_date(timezone.now()))
        if options["is_json"]:
            self.stdout.write(json.dumps([as_plain(entry) for entry in entries], ensure_ascii=False, indent=2))
            return
        for entry in entries:
            self._write(entry)

    def _write(self, entry: Entry) -> None:
        indent = "  " * entry.depth
        title = f"{entry.vendor.name} ({entry.vendor.legal_entity}, {entry.vendor.get_role_display()})"
        self.stdout.write(f"{indent}{entry.status.label.upper()}  {title}")
        for line in entry.lines:
            self.stdout.write(f"{indent}  {line.finding.status.label:14} {line.place:28} {line.finding.reason}")
        for gap in entry.gaps:
            self.stdout.write(f"{indent}  ? {gap}")
        for need in entry.needs:
            self.stdout.write(f"{indent}  P24: {need}")
        self.stdout.write("")
